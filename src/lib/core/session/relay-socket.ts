/** The port to the relay: a socket of texts. The browser's WebSocket is behind it in platform/, a lying relay in tests. */

export interface SocketHandlers {
  onOpen(): void;
  onText(text: string): void;
  /** The last call; also where the connection never opened. `code`: RFC 6455, section 7.4, or CloseCode of wire/relay. */
  onClose(code: number): void;
}

export interface RelaySocket {
  /** Sends, or does nothing while the socket is not open. */
  send(text: string): void;
  /** Ends it at once: no handler is called any more, not even onClose. */
  close(): void;
}

/** Opens a socket to a path of the relay, e.g. `/ws/<room>`. No handler is called before this returns. */
export type OpenSocket = (path: string, handlers: SocketHandlers) => RelaySocket;
