// A worker in a process of its own, to be killed: each job writes its effect through the ledger, and says when it is about to and when it has.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { readSettings } from '#config';
import { catalogue, job } from '#contracts';
import { DbModule } from '#db';
import { systemActor } from '#kernel';
import { LogModule, UnitOfWork } from '#log';
import { Effects, Pace, QueueModule, RunJobs, Runs } from '#queue';

const noted = job('test.note.take', { summary: 'Notes that it ran.', data: z.strictObject({ id: z.uuid(), n: z.int().optional() }) });
const { ADDRESS, SETTINGS } = process.env;
readSettings({ ...JSON.parse(SETTINGS), HUB_DUTIES: 'off' }, () => '');

const hub = {};
class TakeNote {
  async run({ id }) {
    process.send({ began: id });
    await hub.app.get(UnitOfWork).run(systemActor('test'), [], (work) =>
      hub.app.get(Effects).once(work, `test.note.take:${id}`, async () => {
        await work.db.query('INSERT INTO test_effect (id) VALUES ($1)', [id]);
        // Long enough for a kill to fall between the beginning and the commit.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }));
    process.send({ ended: id });
    // The effect is there, the job is not done yet: what is killed now runs again.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
Runs(noted)(TakeNote);

const others = catalogue.jobs().filter(({ name }) => !name.startsWith('test.')).map((contract) => {
  class Nothing {
    async run() {}
  }
  Runs(contract)(Nothing);
  return Nothing;
});

class Worker {}
Module({ imports: [DbModule.forRoot({ entities: [], address: JSON.parse(ADDRESS) }), LogModule, QueueModule], providers: [TakeNote, ...others] })(Worker);
const app = await NestFactory.createApplicationContext(Worker, { logger: false, abortOnError: false });
hub.app = app;
// Begun by hand, at a pace that tests can wait for.
Object.assign(app.get(Pace), { concurrency: 4, lockDuration: 3_000, stalledInterval: 1_000 });
await app.get(RunJobs).start();
process.send({ ready: true });
