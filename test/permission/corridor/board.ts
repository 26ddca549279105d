import { readers, type CorridorSection, type Ids } from './sections.js';

const corridor = ({ corridorId }: Ids): object => ({ corridorId });
const board = ({ corridorId, centreId }: Ids): object => ({ corridorId, holderId: centreId });

export const section: CorridorSection = {
  about: 'boards', knows: `${readers} affiliate`,
  // Of the operator's unit.
  rows: { 'corridor.board.report': 'administrator operator field', 'corridor.board.read': readers, 'corridor.board.list': readers, 'corridor.board.history': readers, 'corridor.board.sum': readers },
  inputs: {
    'corridor.board.report': ({ unitId }) => ({ unitId, readings: [{ field: 'water.litres', value: 500 }] }),
    'corridor.board.read': board, 'corridor.board.list': corridor, 'corridor.board.history': board, 'corridor.board.sum': corridor,
  },
};
