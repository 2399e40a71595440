/** What the user set, kept from one start to the next. A store that is full, blocked or spoilt counts as empty. */
export function recall<Value extends object>(key: string, defaults: Value): Value {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(`steerscope.${key}`) ?? '{}');
    const known = Object.entries(held as object).filter(
      ([name, value]) => name in defaults && value !== null && typeof value === typeof defaults[name as keyof Value],
    );
    return { ...defaults, ...Object.fromEntries(known) };
  } catch {
    return defaults;
  }
}

export function remember(key: string, value: object): void {
  try {
    localStorage.setItem(`steerscope.${key}`, JSON.stringify(value));
  } catch {
    // Nothing depends on it: the next start takes the defaults.
  }
}
