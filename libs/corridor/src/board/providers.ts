import type { Provider } from '@nestjs/common';
import './permissions.js';
import { ListBoards, ListReadings, ReadBoard } from './read-boards.js';
import { ReportBoard } from './report-board.js';
import { SumBoards } from './sum-boards.js';
import { WatchBoards } from './watch-boards.js';

export const boardProviders: Provider[] = [ReportBoard, ReadBoard, ListBoards, ListReadings, SumBoards, WatchBoards];
