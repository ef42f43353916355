import { describe, expect, test } from 'vitest';
import { type OptionSpec, optionSpecs } from '../../src/config/options.ts';

const specs = optionSpecs();
const flags = specs.filter((spec) => spec.flag !== null);
const inputs = specs.filter((spec) => spec.commandLineOnly !== true);
const names = (list: readonly OptionSpec[]) => list.map((spec) => spec.name);

describe('the table of options', () => {
  test('names and flags are kebab-case, and each stands once', () => {
    expect(specs.length).toBeGreaterThan(30);
    for (const list of [names(specs), flags.map((spec) => spec.flag ?? spec.name)]) {
      expect(list.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([]);
      expect(list.filter((name, index) => list.indexOf(name) !== index)).toEqual([]);
    }
  });

  test('every option can be given somewhere', () => {
    expect(names(specs.filter((spec) => spec.flag === null && spec.commandLineOnly === true))).toEqual([]);
  });

  test('what takes a value on the command line says what stands for it, and a switch does not', () => {
    expect(names(flags.filter((spec) => (spec.kind === 'boolean') === (spec.value !== undefined)))).toEqual([]);
  });

  test('every option has a help of one line', () => {
    expect(names(specs.filter((spec) => !/^[A-Za-z][^\n]+[^.\s]$/.test(spec.help)))).toEqual([]);
  });

  test('no flag collides with what every command has', () => {
    const own = ['help', 'version', 'quiet', 'verbose'];
    expect(flags.map((spec) => spec.flag ?? spec.name).filter((flag) => own.includes(flag))).toEqual([]);
  });

  test('a default of a switch is a boolean', () => {
    const switches = specs.filter((spec) => spec.kind === 'boolean' && spec.default !== undefined);
    expect(names(switches.filter((spec) => spec.default !== 'true' && spec.default !== 'false'))).toEqual([]);
  });

  // Names that the README promises; none is ever renamed.
  test.each([
    ['context', null],
    ['file', 'file'],
    ['target', 'target'],
    ['platforms', 'platform'],
    ['goarch', 'goarch'],
    ['build-args', 'build-arg'],
    ['build-contexts', 'build-context'],
    ['secrets', null],
    ['secret-files', null],
    ['secret-envs', null],
    ['ssh', 'ssh'],
    ['cache-from', 'cache-from'],
    ['cache-to', 'cache-to'],
    ['builder', 'builder'],
    ['network', 'network'],
    ['oci', 'oci'],
    ['require-baseline', 'require-baseline'],
    ['max-size', 'max-size'],
    ['max-download', 'max-download'],
    ['max-growth', 'max-growth'],
    ['max-download-growth', 'max-download-growth'],
    ['fail-on', 'fail-on'],
    ['rules', 'rule'],
    ['json-file', 'json'],
    ['comment', null],
    ['comment-key', null],
    ['github-token', null],
  ])('input %s, flag %s', (name, flag) => {
    const spec = inputs.find((each) => each.name === name);
    expect(spec).toBeDefined();
    expect(spec?.flag === undefined ? spec?.name : spec.flag).toBe(flag);
  });
});
