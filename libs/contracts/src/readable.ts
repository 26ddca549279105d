import { z } from 'zod';

/** Words that a person entered, `most` characters at the most: there is something to see, which spaces of no width are not. */
export const readable = (most: number): z.ZodString => z.string().trim().min(1).max(most).refine((words) => /[^\p{Z}\p{C}\p{M}]/u.test(words), 'something that can be read');
