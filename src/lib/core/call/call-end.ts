/**
 * left: by oneself; over: the host ended it; moved: another device or tab of the same person took over; refused: the relay
 * would not let in; removed, sent-back: the host showed one out, for good or back to the waiting room; lapsed: the host is back
 * without any memory of this call, so one has to ask anew.
 */
export type CallEnd = 'left' | 'over' | 'moved' | 'refused' | 'removed' | 'sent-back' | 'lapsed';
