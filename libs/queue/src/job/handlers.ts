import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { catalogue, type Job } from '#contracts';
import { RUNS, type JobHandler } from './runs.js';

export interface BoundJob {
  readonly contract: Job;
  readonly handler: JobHandler<Job>;
}

/** Every job's one handler. The hub refuses to start when a declared job has none or two. */
@Injectable()
export class JobHandlers implements OnModuleInit {
  private readonly handlers = new Map<string, BoundJob>();

  constructor(private readonly discovery: DiscoveryService) {}

  get(name: string): BoundJob | undefined {
    return this.handlers.get(name);
  }

  onModuleInit(): void {
    const faults: string[] = [];
    for (const { metatype, instance } of this.discovery.getProviders()) {
      if (typeof metatype !== 'function' || instance === undefined || instance === null) continue;
      const contract = Reflect.getMetadata(RUNS, metatype) as Job | undefined;
      if (contract === undefined) continue;
      if (this.handlers.has(contract.name)) faults.push(`the job ${contract.name} has two handlers`);
      this.handlers.set(contract.name, { contract, handler: instance as JobHandler<Job> });
    }
    faults.push(...catalogue.jobs().filter(({ name }) => !this.handlers.has(name)).map(({ name }) => `the job ${name} has no handler`));
    if (faults.length > 0) throw new Error(`the hub does not start, because ${faults.join('; ')}`);
  }
}
