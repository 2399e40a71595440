/** What a window's address asks for: `?new` nothing, `?open=` a path, else what the start of the product asked for. */
export function askedByAddress(query: string): 'initial' | 'nothing' | { readonly path: string } {
  const asked = new URLSearchParams(query);
  const path = asked.get('open');
  if (path) return { path };
  return asked.has('new') ? 'nothing' : 'initial';
}
