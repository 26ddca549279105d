import { notices } from '#contracts';
import { findNoticeFaults } from '#notifications';

describe('words of what people are told', () => {
  it('are there for every notice, alike in five languages', () => {
    expect(notices.all().length).toBeGreaterThan(0);
    expect(findNoticeFaults()).toEqual([]);
  });
});
