/**
 * One exchange for several owners (the chat's files, the board's pictures): a file is let go when nobody of them holds it any more.
 * The exchange itself, its channels and its end, belong to whoever made it.
 */
import { fileKey, type Exchange, type FileRef } from './exchange.ts';

/** Each call gives an exchange for one more owner; its `end` lets go of what that owner holds. */
export function shareExchange(exchange: Exchange): () => Exchange {
  const owners = new Map<string, Set<symbol>>();
  return () => {
    const self = Symbol('owner');
    const held = new Map<string, FileRef>();
    function claim(file: FileRef): void {
      const key = fileKey(file);
      held.set(key, file);
      owners.set(key, (owners.get(key) ?? new Set()).add(self));
    }
    function release(file: FileRef): void {
      const key = fileKey(file);
      held.delete(key);
      const left = owners.get(key);
      left?.delete(self);
      if (left && left.size > 0) return;
      owners.delete(key);
      exchange.release(file);
    }
    return {
      ...exchange,
      async keep(bytes) {
        const result = await exchange.keep(bytes);
        if (result.t === 'kept') claim(result.file);
        return result;
      },
      want(file, author, urgent) {
        claim(file);
        exchange.want(file, author, urgent);
      },
      release,
      end() {
        for (const file of [...held.values()]) release(file);
      },
    };
  };
}
