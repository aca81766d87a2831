/** How much of a server's time and memory a browser may take. */
export interface TabServerLimits {
  /** Bytes of one body, sent or received; see `WireLimits.messageBytes`. */
  readonly messageBytes: number;
  /** Bytes of a request's first line and headers. */
  readonly headerBytes: number;
  /** Seconds that the headers of a request may take. */
  readonly headerSeconds: number;
  /** Seconds without traffic, after which a request is given up. */
  readonly silenceSeconds: number;
  /** Seconds that a whole request may take to arrive. */
  readonly requestSeconds: number;
  /** Open connections; a tab has at most six. */
  readonly connections: number;
}

/** Room for forty tabs, and for arrays in Flower's chunks of 5 MiB on a slow network. */
export const defaultTabServerLimits: TabServerLimits = {
  messageBytes: 32 * 2 ** 20,
  headerBytes: 8192,
  headerSeconds: 10,
  silenceSeconds: 60,
  requestSeconds: 600,
  connections: 256,
};
