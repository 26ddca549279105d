import type { Provider } from '@nestjs/common';
import './permissions.js';
import { CloseSink } from './close-sink.js';
import { ExamineReceiver } from './examine-receiver.js';
import { OpenSink } from './open-sink.js';
import { ListExaminations, ReadExamination } from './read-examinations.js';
import { ListSinks, ReadSink } from './read-sinks.js';
import { RunExamination, StartExaminations } from './run-examination.js';
import { SetBehaviour } from './set-behaviour.js';
import { SinkDoor } from './sink-door.js';

const commands = [OpenSink, SetBehaviour, CloseSink, ExamineReceiver];
const queries = [ListSinks, ReadSink, ListExaminations, ReadExamination];

export const sandboxProviders: Provider[] = [...commands, ...queries, SinkDoor, StartExaminations, RunExamination];
