export { applyTopology, declareTopology } from './apply-topology.ts'
export { brokerAddress, brokerUser } from './broker-url.ts'
export { type BrokerConnection, type ConnectionState } from './connect-broker.ts'
export {
  consume,
  type Consumer,
  type ConsumerFacts,
  type RetryPauses,
  type StopOptions,
} from './consume.ts'
export { countMessages } from './count-messages.ts'
export { createBroker, type Broker } from './create-broker.ts'
export { createLossyPublisher, type LossyPublisher } from './create-lossy-publisher.ts'
export {
  createPublisher,
  type PublishedMessage,
  type Publisher,
  type PublisherFacts,
  type PublishOutcome,
} from './create-publisher.ts'
export type { Delivery, DeliveryHandler, DeliveryOutcome, ParkReason } from './delivery.ts'
export { keepTopology } from './keep-topology.ts'
export { maxMessageBytes, messageContentType, type OutgoingMessage } from './message.ts'
export { openEventFeed, type EventFeed, type EventFeedFacts } from './open-event-feed.ts'
export { probeBroker } from './probe-broker.ts'
export { sendOutbox } from './send-outbox.ts'
export { topology, type Topology } from './topology.ts'
