export {
  accessRights,
  accessRoles,
  type AccessRights,
  type AccessRole,
} from './access/access-rights.ts'
export { grantAccess } from './access/grant-access.ts'
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
export type {
  Delivery,
  DeliveryHandler,
  DeliveryOutcome,
  DeliveryProperties,
  ParkListener,
  ParkReason,
} from './delivery.ts'
export { findTopologyFaults, type TopologyFault } from './find-topology-faults.ts'
export { keepTopology, type TopologyMode } from './keep-topology.ts'
export { maxMessageBytes, messageContentType, type OutgoingMessage } from './message.ts'
export { openControlFeed } from './open-control-feed.ts'
export type { ChannelModel } from 'amqplib'
export { openConnection } from './open-connection.ts'
export { openEventFeed } from './open-event-feed.ts'
export type { Feed, FeedFacts } from './open-feed.ts'
export type { ParkedMessage } from './parking/parked-message.ts'
export {
  dropParked,
  listParked,
  replayedUserHeader,
  replayParked,
  type ParkedList,
  type ParkedOutcome,
} from './parking/parking-lot.ts'
export { probeBroker } from './probe-broker.ts'
export { sendOutbox } from './send-outbox.ts'
export { topology, type Topology } from './topology.ts'
