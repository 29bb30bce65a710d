/** Which interview a page is about. Times in milliseconds since the epoch. */
export interface InterviewHead {
  readonly title: string;
  readonly from: number;
  readonly until: number;
}
