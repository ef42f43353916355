import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../src/system/temp.ts';
import { writeWhole } from '../../src/system/write-file.ts';

describe('temporaryFolder', () => {
  test('is fresh, ours alone, and gone with all in it at the end of the scope', async () => {
    let path = '';
    {
      await using folder = await temporaryFolder('test');
      path = folder.path;
      expect(basename(path)).toMatch(/^plimsoll-test-\w{6}$/);
      expect(readdirSync(path)).toEqual([]);
      expect(statSync(path).mode & 0o777).toBe(0o700);
      mkdirSync(join(path, 'a/b'), { recursive: true });
      writeFileSync(join(path, 'a/b/c'), 'x', { mode: 0o400 });
    }
    expect(existsSync(path)).toBe(false);
    expect(existsSync(dirname(path))).toBe(true);
  });

  test('goes as well where the work in it throws', async () => {
    let path = '';
    const work = async (): Promise<void> => {
      await using folder = await temporaryFolder('test');
      path = folder.path;
      throw new Error('in the middle');
    };
    await expect(work()).rejects.toThrow('in the middle');
    expect(path).not.toBe('');
    expect(existsSync(path)).toBe(false);
  });

  test('one that is gone already is no error', async () => {
    const folder = await temporaryFolder('test');
    await folder[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
});

describe('writeWhole', () => {
  test('makes folders, replaces what is there and leaves no draft', async () => {
    await using folder = await temporaryFolder('test');
    const path = join(folder.path, 'deep/er/report.json');
    await writeWhole(path, 'first, and longer');
    await writeWhole(path, 'second ä');
    expect(readFileSync(path, 'utf8')).toBe('second ä');
    expect(readdirSync(dirname(path))).toEqual(['report.json']);
  });

  test('a place that is a folder: an error that names it, and no draft', async () => {
    await using folder = await temporaryFolder('test');
    const path = join(folder.path, 'taken');
    mkdirSync(path);
    await expect(writeWhole(path, 'x')).rejects.toMatchObject({
      name: 'ToolError',
      message: `${path} cannot be written`,
      hint: expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST/),
    });
    expect(readdirSync(folder.path)).toEqual(['taken']);
  });

  test('a place below a file: the same error', async () => {
    await using folder = await temporaryFolder('test');
    writeFileSync(join(folder.path, 'file'), 'kept');
    const path = join(folder.path, 'file/report.json');
    await expect(writeWhole(path, 'x')).rejects.toMatchObject({
      name: 'ToolError',
      message: `${path} cannot be written`,
      hint: expect.stringMatching(/ENOTDIR|EEXIST/),
    });
    expect(readFileSync(join(folder.path, 'file'), 'utf8')).toBe('kept');
  });
});
