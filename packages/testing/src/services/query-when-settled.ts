interface SettlingStore {
  settled(options?: { signal?: AbortSignal | undefined }): Promise<void>;
  query(query: never): Promise<unknown>;
}

/**
 * The store, but a query waits until its index is up to date. So the conformance kit,
 * whose cases are over before an index is made in the background, meets the index.
 * `onAnswer` is called after each query.
 */
export function queryWhenSettled<Store extends SettlingStore>(
  store: Store,
  onAnswer: () => void = () => {},
): Store {
  const query = async (wanted: { signal?: AbortSignal }) => {
    await store.settled({ signal: wanted.signal });
    const answer = await store.query(wanted as never);
    onAnswer();
    return answer;
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === "query") return query;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
