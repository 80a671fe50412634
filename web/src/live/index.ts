export { LiveClient, type Line, type LiveOptions } from './socket';
export { Stream, type Followed, type StreamError, type StreamEvent, type StreamOptions, type StreamState } from './stream';
export { Rows, type RowsOptions } from './rows';
export { Watched } from './status';
