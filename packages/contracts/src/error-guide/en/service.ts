import type { SyncErrorCode } from '../../error-codes.ts'
import type { ErrorExplanation } from '../error-guide.ts'

/** Errors of the service itself: its configuration, its messages, its workers. */
export const serviceGuide = {
  CONFIG_INVALID: {
    title: 'The configuration of the service is incomplete or wrong',
    cause:
      'One of the variables that the service starts with (such as TARGET_DATABASE_URL, AMQP_URL or SOURCE_SIIRAYS_URL) is missing or malformed, or makes the sample SIIRAyS the source of a database that is not for samples. The service neither starts halfway nor copies made-up data: it stops and names the faulty ones.',
    steps: [
      'Operations: read the list of faulty variables in the log of the service; the message names all of them at once.',
      'Operations: correct them in the configuration of the deployment and restart the service.',
      'Support: see on Status that the datasets are being synchronised again.',
    ],
    prevention:
      'Keep the configuration in one versioned place and start a test service with it before changing production.',
  },
  CATALOG_INVALID: {
    title: 'The definition of a dataset has errors',
    cause:
      'The file that says which tables are copied, with which keys and when, is not valid. The message gives file, line and reason.',
    steps: [
      'Developers: correct the file at the line that the message gives.',
      'Developers: publish the corrected definition and restart the services.',
      'Support: see that the dataset appears on Status and press “Synchronise now”.',
    ],
    prevention:
      'Run the tests of the project on each change of a definition before publishing it: they report every fault at once.',
  },
  MESSAGE_INVALID: {
    title: 'A message arrived that does not have the agreed form',
    cause:
      'Another service, or another version of one of ours, sent a message through RabbitMQ with fields missing or too many. It was put aside in the parking queue with the reason; the others go on.',
    steps: [
      'Operations: look at the queue sync.parking.v1 in RabbitMQ; each message carries the reason and its sender.',
      'Developers: correct the program that sent it, or finish the upgrade if two versions are running.',
      'Support: ask for the synchronisation again with “Synchronise now”.',
    ],
    prevention:
      'Agree on the version of the request message with other services, and upgrade all of our services together.',
  },
  REQUEST_UNIDENTIFIED: {
    title: 'A request arrived without saying who makes it',
    cause:
      'Another service asked for a synchronisation without the user that RabbitMQ checks (the user-id property). It is not carried out without knowing who asks.',
    steps: [
      'Developers: make the requesting service send in user-id the user with which it connects to RabbitMQ.',
      'Operations: check that this service has a RabbitMQ user of its own.',
      'Support: if the synchronisation is urgent, ask for it on Status with “Synchronise now”.',
    ],
    prevention: 'Give each service its own RabbitMQ user and try a request when installing it.',
  },
  REQUEST_KEY_REUSED: {
    title: 'The key of an earlier request came again with other content',
    cause:
      'Each request carries a key that keeps it from being carried out twice. A different request arrived with the key of an earlier one, and nobody can tell which one holds. The earlier request was not touched.',
    steps: [
      'Developers: make the requesting service create a new key for each new request, and repeat the key only when it sends the same one again.',
      'Support: find the earlier request under Runs; if it is not enough, ask for another with “Synchronise now”.',
    ],
    prevention: 'Use a unique identifier (UUID) as the key of each request.',
  },
  DATASET_UNKNOWN: {
    title: 'No dataset has this name',
    cause:
      'A synchronisation was requested of a dataset that is not defined here: the name is misspelt, or the dataset was withdrawn or is not published yet.',
    steps: [
      'Support: compare the requested name, which is in the details, with the datasets on Status.',
      'Support: if it is misspelt, tell whoever made the request to correct and repeat it.',
      'Developers: if the name is right and is missing on Status, publish its definition in every service and restart them: they read the definitions when they start.',
    ],
    prevention: 'Before withdrawing or renaming a dataset, tell the services that ask for it.',
  },
  TABLE_UNKNOWN: {
    title: 'The dataset has no table of this name',
    cause:
      'Only some tables were asked for, and one of them is not in the definition of the dataset. Nothing was copied.',
    steps: [
      'Support: see on the run which table was asked for, and ask again with a name of the list, or for the whole dataset.',
      'Developers: if another service asks, correct the name in its program.',
    ],
    prevention:
      'Choose tables from the list that the page shows, and tell other services when a table changes its name.',
  },
  REQUEST_TOO_OFTEN: {
    title: 'Another service asks for synchronisations too often',
    cause:
      'A service asked for more synchronisations a minute than it may. This request is not carried out; the earlier ones go on.',
    steps: [
      'Developers: make the service wait for the reply to a request before it sends the next, and repeat with pauses.',
      'Operations: if it needs that many, raise SCHEDULER_REQUESTS_PER_MINUTE.',
      'Support: if the data is urgent, ask for it on Status with “Synchronise now”.',
    ],
    prevention:
      "Agree with each service on how many synchronisations it needs, and prefer the dataset's schedule to repeated requests.",
  },
  RETRY_IMPOSSIBLE: {
    title: 'The run that was to be repeated cannot be',
    cause:
      'Only a run that has ended is repeated. The one that was named does not exist, is of another dataset or has not ended yet. Nothing was copied.',
    steps: [
      'Support: find the run under Runs; if it is under way or waiting, let it end or cancel it.',
      'Support: if it does not exist, ask for a new one with “Synchronise now”.',
    ],
    prevention: 'Repeat runs from their own page.',
  },
  BROKER_UNREACHABLE: {
    title: 'RabbitMQ, the message system, does not answer',
    cause:
      'The services cannot connect to RabbitMQ: it is stopped, it is restarting, or the network does not reach it. No new requests are accepted meanwhile; what was already requested is kept and goes on when it is back.',
    steps: [
      'Operations: check that RabbitMQ is running and that its disk and memory are not full.',
      'Operations: if it is running, check that the address in AMQP_URL is right and can be reached.',
      'Support: accepted requests need not be repeated. When the notice on this page disappears, everything goes on by itself.',
    ],
    prevention:
      'Watch RabbitMQ with disk and memory alarms, and maintain it outside the hours of synchronisation.',
  },
  BROKER_AUTH_FAILED: {
    title: 'RabbitMQ refused the user or password of the service',
    cause:
      'The password changed, the user was deleted, or it lost its permission on the virtual host of the service.',
    steps: [
      'Operations: check in RabbitMQ that the user of AMQP_URL exists and has permissions on its virtual host.',
      'Operations: put the current password in AMQP_URL and restart the service.',
      'Support: see that the notice disappears and that runs go on.',
    ],
    prevention:
      'When changing passwords in RabbitMQ, update the configuration of the services at the same moment.',
  },
  BROKER_UNTRUSTED: {
    title: 'RabbitMQ could not prove who it is',
    cause:
      'The connection to RabbitMQ is encrypted (amqps), and the certificate that it showed does not do: it has expired, comes from an authority that we do not know, or is for another name than that in AMQP_URL. The same is said when the file of authorities (cacertfile) is missing, or the port does not speak TLS. The password was not sent, and we never go on unencrypted.',
    steps: [
      'Operations: read the reason (“problem”) in the details, or with “aaps-sync check”.',
      'Operations: if it has expired, renew the certificate of RabbitMQ; the services need no restart.',
      'Operations: if the authority is not known, put its certificate into the file that “cacertfile” names in AMQP_URL.',
      'Operations: if it is for another name, use one of the names of the certificate in AMQP_URL, or have it made again with the one that is missing.',
      'Support: what was requested is kept; when the notice disappears everything goes on by itself.',
    ],
    prevention: 'Watch the date on which the certificate expires and renew it weeks before.',
  },
  FULL_READ_NEEDED: {
    title: 'Everything has to be read',
    cause:
      'The run read only what has changed since the last one, and that is not enough: rows that others refer to were deleted in the source, for example, or a column is of another type by now. Nothing was written.',
    steps: [
      'Nobody has to do anything: the run goes back into the queue and the next attempt reads the whole source.',
      'Support: if most runs of the dataset show this, tell the developers.',
    ],
    prevention:
      'Do not delete rows of the source between two full reads, or schedule the full read (fullReconcile) more often.',
  },
  GUARD_BREACHED: {
    title: 'The run would change more than the guards allow',
    cause:
      'What was read from the source would delete or update too many rows, empty a table or a column, or it has many fewer or more rows than the last times. That can be right (a large load) or a mistake of the source (a table that is half loaded). Nothing was applied: the changes are kept until a person decides.',
    steps: [
      'Support: look on the page of the run at the tables and rows that would change, and at the guard that stopped it.',
      'Support: ask whoever answers for the data in the source whether the change is real.',
      'Operator: if it is real, approve the run; exactly what was kept is applied. If not, discard it, mend the source and synchronise again.',
    ],
    prevention:
      "Announce large loads, load the source in one transaction, and adjust the dataset's guards if they stop ordinary changes.",
  },
  APPROVAL_OUTDATED: {
    title: 'What was approved is not what would change now',
    cause:
      "Since the changes were kept, somebody has changed the target's tables or the definition of the dataset, or the kept rows are gone. To apply what was approved would give another result, so nothing was applied.",
    steps: [
      'Support: ask for a new preview of the dataset and compare what would change.',
      'Operator: approve it if it is right, or press "Synchronise now".',
    ],
    prevention:
      'Decide soon about what is held, and do not change the tables of AAPS-DATA by hand.',
  },
  RUN_CANCELLED: {
    title: 'Somebody cancelled the run',
    cause:
      'A person or a service asked for the run to stop. It stopped, and everything it had written was taken back: the data is as before.',
    steps: [
      'Support: read under Audit who cancelled it and why.',
      'Support: if the data is needed, ask for it again with “Synchronise now”.',
    ],
    prevention: 'Note the reason when cancelling, so that others know whether to repeat it.',
  },
  TIME_LIMIT_EXCEEDED: {
    title: 'The run took longer than it may',
    cause:
      'The attempt passed the time limit of its dataset and was stopped; everything was taken back. As a rule a source is very slow, something is locked, or the data has grown a lot.',
    steps: [
      'Operations: see on the run in which phase and table it was, and whether the source or AAPS-DATA answer slowly.',
      'Source administrators: look for loads or locks that slow it down.',
      'Developers: if the dataset has grown, raise timeLimit in its definition.',
    ],
    prevention: 'Give the dataset an ample limit, and watch on Status how long its runs take.',
  },
  DEADLINE_PASSED: {
    title: 'The run was not done by its deadline',
    cause:
      'The run waited for its turn or for its next attempt longer than the deadline of its dataset. Nothing was copied; a newer run will do the same.',
    steps: [
      'Operations: see under System that workers are connected and that the queue moves on.',
      'Support: ask for the synchronisation again with “Synchronise now”.',
    ],
    prevention:
      'Have enough workers for the schedules of all datasets, and a deadline longer than the slowest dataset takes.',
  },
  TOPOLOGY_MISSING: {
    title: 'RabbitMQ lacks queues or exchanges',
    cause:
      'The services do not find the queues in RabbitMQ through which they talk, and their login may not make them. Nothing is lost: what was asked for is in the database and goes on once they are there.',
    steps: [
      'Operations: run aaps-sync topology apply with the login that may make them.',
      'Operations: check that AMQP_URL names the right virtual host.',
      'Support: see on Status that the datasets are being synchronised again.',
    ],
    prevention:
      'Run aaps-sync topology apply with each installation and upgrade, before the services start.',
  },
  BROKER_QUEUE_SILENT: {
    title: 'A queue of RabbitMQ does not answer',
    cause:
      'RabbitMQ is there, but one of its queues takes no consumer: most of a cluster is away, or the broker died within a second of making the queue, after which it never finds a leader for it. Nothing is lost: what was asked for is in the database and goes on once the queue answers.',
    steps: [
      'Operations: in a cluster, start the nodes that are away; the services go on by themselves.',
      'Operations: with a single node, delete the queue that the log names (rabbitmqctl delete_queue, which may take 10 seconds) and run aaps-sync topology apply. Requests of other services that were still in sync.requests.v1 have to be sent again; the other queues lose nothing.',
      'Support: see on Status that the datasets are being synchronised again.',
    ],
    prevention: 'Let the broker run undisturbed while aaps-sync topology apply makes the queues.',
  },
  LEASE_LOST: {
    title: 'Another attempt took this dataset over',
    cause:
      'The worker was slow to give signs of life and another attempt took the dataset. The one that lost its turn can no longer write, so the data do not mix.',
    steps: [
      'Nobody has to act: the run goes on in the other attempt.',
      'Support: if it happens several times a day, ask operations to look at the load of the machine and the connection to the AAPS-DATA database.',
    ],
    prevention:
      'Give the workers enough memory and processor and a stable connection to the AAPS-DATA database.',
  },
  WORKER_LOST: {
    title: 'The worker that carried out the run stopped answering',
    cause:
      'The process died, or its machine was switched off or lost the network in the middle of the run. What it did was rolled back completely and another worker will try again.',
    steps: [
      'Support: wait for the next attempt, which is automatic; its time is on this page.',
      'Operations: check that the workers are running and look at the last line of their log before the fall (out of memory, restart of the machine).',
      'Operations: if no worker is left, start one.',
    ],
    prevention: 'Keep at least two workers on different machines and watch their memory.',
  },
  WORKER_STOPPING: {
    title: 'The worker stopped in order and gave the run back',
    cause:
      'Somebody stopped or upgraded the service. The run was interrupted without writing anything and goes back to the queue; it does not count as an attempt.',
    steps: [
      'Nobody has to act: another worker will take it.',
      'Operations: if the run stays queued for more than a few minutes, check that a worker is running.',
    ],
    prevention: 'This is part of a normal upgrade; there is nothing to prevent.',
  },
  DEFECT: {
    title: 'The service met a failure that it does not know',
    cause:
      'Something happened that the program does not expect. To be safe everything was rolled back and will be tried again; if the fault is in the program, the attempts will be used up.',
    steps: [
      'Support: copy the report with the button “Copy report” and send it to the developers.',
      'Developers: look for the identifier of the run in the log of the worker; the full detail is there.',
      'Support: when told that it is corrected, press “Synchronise now” and see that the run finishes.',
    ],
    prevention:
      'Each unknown failure that is reported gets a code, a test and an explanation of its own.',
  },
} as const satisfies Partial<Record<SyncErrorCode, ErrorExplanation>>
