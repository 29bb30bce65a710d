/**
 * left: by oneself; over: the host ended it; moved: another device or tab of the same person took over; refused: the relay
 * would not let in; removed, sent-back: the host showed one out, for good or back to the waiting room.
 */
export type CallEnd = 'left' | 'over' | 'moved' | 'refused' | 'removed' | 'sent-back';
