/** `text` with the line ends that `model` begins with: CRLF where its first line ends so, else LF. */
export function withLineEnds(text: string, model: string): string {
  const first = model.indexOf('\n');
  const end = first > 0 && model[first - 1] === '\r' ? '\r\n' : '\n';
  return text.replace(/\r?\n/g, () => end);
}
