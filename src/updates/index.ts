/** What happens to an update between training and aggregation. */

export type {
  ClientMoment,
  ClientSlots,
  Measures,
  Payload,
  PrivacyPromise,
  PrivacySpent,
  Sent,
  ServerMoment,
  UpdateTransform,
} from './updateTransform';
