import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Thread } from '../../src/system/thread.ts';

const PROGRAM = join(import.meta.dirname, 'fixtures/answering-thread.ts');

test('each question gets its own answer, also when many are asked at once', async () => {
  await using thread = new Thread<number, number>(PROGRAM);
  const questions = Array.from({ length: 50 }, (_, index) => index + 1);
  expect(await Promise.all(questions.map((question) => thread.ask(question)))).toEqual(questions.map((n) => n * 2));
});

test('what answering throws is thrown where it was asked, and the thread goes on', async () => {
  await using thread = new Thread<number, number>(PROGRAM);
  await expect(thread.ask(-1)).rejects.toThrow('-1 is below zero');
  expect(await thread.ask(4)).toBe(8);
});

test('a thread that ends answers nothing any more', async () => {
  await using thread = new Thread<number, number>(PROGRAM);
  const waiting = [thread.ask(0), thread.ask(1)];
  for (const answer of waiting) await expect(answer).rejects.toThrow('ended before it had answered');
  await expect(thread.ask(2)).rejects.toThrow('ended before it had answered');
});

test('a program that is not there is an error of the question', async () => {
  await using thread = new Thread<number, number>(join(import.meta.dirname, 'fixtures/nothing.ts'));
  await expect(thread.ask(1)).rejects.toThrow('nothing.ts');
});
