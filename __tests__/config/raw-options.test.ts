import { describe, expect, test } from 'vitest';
import { actionOptions, rawOptions } from '../../src/config/raw-options.ts';
import { ConfigError } from '../../src/model/errors.ts';

describe('actionOptions reads what the runner sets', () => {
  test('names keep their dashes', () => {
    const options = actionOptions({ 'INPUT_MAX-SIZE': '12MB', INPUT_TARGET: ' final ', PATH: '/bin' });
    expect(options.text('max-size')).toBe('12MB');
    expect(options.text('target')).toBe('final');
  });

  test('an input that is empty is one that is absent', () => {
    const options = actionOptions({ INPUT_TARGET: '', INPUT_FILE: '  ', INPUT_PULL: '', 'INPUT_BUILD-ARGS': '\n \n' });
    expect(options.text('target')).toBeUndefined();
    expect(options.text('file')).toBeUndefined();
    expect(options.flag('pull')).toBeUndefined();
    expect(options.list('build-args')).toEqual([]);
    expect(options.list('platforms')).toEqual([]);
  });

  test.each([
    ['linux/amd64,linux/arm64', ['linux/amd64', 'linux/arm64']],
    ['linux/amd64, linux/arm64,', ['linux/amd64', 'linux/arm64']],
    ['linux/amd64\r\nlinux/arm64\r\n', ['linux/amd64', 'linux/arm64']],
  ])('platforms %j stand between commas or lines', (value, list) => {
    expect(actionOptions({ INPUT_PLATFORMS: value }).list('platforms')).toEqual(list);
  });

  test.each([
    ['A=1\nB=x,y\n\n', ['A=1', 'B=x,y']],
    ['  A=1 \r\nB=2', ['A=1', 'B=2']],
  ])('build-args %j stand one a line, commas and all', (value, list) => {
    expect(actionOptions({ 'INPUT_BUILD-ARGS': value }).list('build-args')).toEqual(list);
  });

  test.each([
    ['INPUT_MAX-SIZ', 'unknown input "max-siz"', 'did you mean "max-size"?'],
    ['INPUT_MAX_SIZE', 'unknown input "max_size"', 'did you mean "max-size"?'],
    ['INPUT_PLATFORM', 'unknown input "platform"', 'did you mean "platforms"?'],
    ['INPUT_AGAINST', 'unknown input "against"', 'known: context'],
    ['INPUT_MARKDOWN', 'unknown input "markdown"', 'known: context'],
  ])('%s is refused', (name, message, hint) => {
    const read = () => actionOptions({ [name]: 'x' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
    // The runner sets a variable for every input of action.yml, empty where nobody gave it.
    expect(() => actionOptions({ [name]: '' })).not.toThrow();
  });
});

describe('booleans are those of YAML 1.2, as the toolkit reads them', () => {
  test.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
    ['FALSE', false],
  ])('%s', (value, answer) => {
    expect(actionOptions({ INPUT_PULL: value }).flag('pull')).toBe(answer);
  });

  test.each(['yes', '1', '0', 'on', 'tRUE', 'truee'])('%j is none', (value) => {
    const read = () => actionOptions({ INPUT_PULL: value }).flag('pull');
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(`"${value}" is not a value of pull`);
    expect(read).toThrow(expect.objectContaining({ hint: 'write true or false' }));
  });
});

describe('rawOptions takes what a command line gave', () => {
  test('of a value given twice the last counts, of a list all', () => {
    const options = rawOptions(
      new Map([
        ['target', ['a', 'b']],
        ['build-args', ['A=1', 'B=2']],
        ['platforms', ['linux/amd64', 'linux/arm64,linux/386']],
      ]),
    );
    expect(options.text('target')).toBe('b');
    expect(options.list('build-args')).toEqual(['A=1', 'B=2']);
    expect(options.list('platforms')).toEqual(['linux/amd64', 'linux/arm64', 'linux/386']);
  });

  test('a value that holds a line break is one value', () => {
    const options = rawOptions(new Map([['build-args', ['NOTES=first\nA=2']]]));
    expect(options.list('build-args')).toEqual(['NOTES=first\nA=2']);
  });
});
