import { z } from 'zod';

/** Words that a person entered, `most` characters at the most: there is something to see, which spaces of no width are not. */
export const readable = (most: number): z.ZodString => z.string().trim().min(1).max(most).refine((words) => /[^\p{Z}\p{C}\p{M}]/u.test(words), 'something that can be read');

/** Such words in one line: no control character, and no mark that turns the rest of a line round (Unicode bidi overrides, embeddings and isolates). */
export const line = (most: number): z.ZodString => readable(most).refine((words) => !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(words), 'one line, without marks that turn it round');
