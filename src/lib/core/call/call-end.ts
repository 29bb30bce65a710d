/** left: by oneself; over: the host ended it; moved: another device or tab of the same person took over; refused: the relay would not let in. */
export type CallEnd = 'left' | 'over' | 'moved' | 'refused';
