/** Flower federations: the client, its apps, a tap on the wire, servers and whole federations. */

export { clientApp } from './app/clientApp';
export type {
  AppContext,
  AppFunction,
  AppFunctions,
  AppReply,
  AppRequest,
  ClientApp,
} from './app/clientApp';
export { modelClientApp } from './app/modelClientApp';
export type { ModelClientAppOptions } from './app/modelClientApp';
export { localClient, localFederation } from './client/localData';
export type { LocalDataOptions } from './client/localData';
export { makeCertificates } from './launch/certificates';
export type { CertificateOptions, Certificates } from './launch/certificates';
export { ensureFlower } from './launch/ensureFlower';
export type { EnsureFlowerOptions } from './launch/ensureFlower';
export { roundsFolder, runFederation } from './launch/federation';
export type { FederationOptions, OtherClients, SuperNodeCommand } from './launch/federation';
export { clientNodes, roundParameters, roundReplies } from './launch/federationResults';
export type { ClientReply } from './launch/federationResults';
export type { FederationRound } from './launch/federationRound';
export type { FlowerInstallation } from './launch/flowerInstallation';
export { registerNode } from './launch/flowerRun';
export type { InProcessClient } from './launch/inProcessNode';
export { ProcessGroup } from './launch/processGroup';
export { roundAccuracy, roundScores } from './launch/roundLine';
export { startSuperLink } from './launch/superLink';
export type { StartSuperLinkOptions, SuperLink } from './launch/superLink';
export { headlessBrowser } from './launch/tabs/headlessBrowser';
export type { BrowserProgram, HeadlessBrowser } from './launch/tabs/headlessBrowser';
export { headlessTab } from './launch/tabs/headlessTab';
export type { DrivenPage, HeadlessTab, TabRound } from './launch/tabs/headlessTab';
export { tabClients } from './launch/tabs/tabClients';
export type { TabClients } from './launch/tabs/tabClients';
export { startTabServer } from './launch/tabs/tabServer';
export type { TabServer, TabServerOptions } from './launch/tabs/tabServer';
export { tableClients, typeScriptClients } from './launch/typeScriptClients';
export type { TableClients, TypeScriptClients } from './launch/typeScriptClients';
export { NodeRefusedError } from './node/admission';
export { lineLog } from './node/log';
export type { NodeEvent, NodeLog } from './node/log';
export { runSuperNode } from './node/superNode';
export type { SuperNodeOptions } from './node/superNode';
export type { ServerAppSettings } from './server/settings';
export { tableFederation } from './server/tableFederation';
export type { TableStart } from './server/tableStart';
export { writeServerApp } from './server/writeServerApp';
export type { FederationModel } from './server/writeServerApp';
export { zooModel } from './server/zooModel';
export { describeObject, objectTable } from './tap/describeObject';
export type { ObjectRow } from './tap/describeObject';
export { tappedTraining } from './tap/tappedTraining';
export type { TappedTraining } from './tap/tappedTraining';
export { wireSteps } from './tap/wireSteps';
export type { WireStep } from './tap/wireSteps';
export { wireTap } from './tap/wireTap';
export type { AppCall, WireCall, WireMessage, WireTap } from './tap/wireTap';
export { wireTraffic } from './tap/wireTraffic';
export type { WirePurpose, WireTraffic } from './tap/wireTraffic';
export { flowerDescriptors, readDescriptors, writeDescriptors } from './wire/descriptors';
export type { FlowerDescriptors } from './wire/descriptors';
export {
  FlowerConnectionError,
  FlowerError,
  FlowerHttpError,
  FlowerTlsError,
  FlowerVersionError,
} from './wire/errors';
export { createIdentity } from './wire/identity';
export type { NodeIdentity } from './wire/identity';
export { keepIdentity, loadIdentity } from './wire/identityFile';
export { float32Array } from './wire/objects/ndArray';
export type { Dtype, NdArray } from './wire/objects/ndArray';
export type { ParsedObject } from './wire/objects/objects';
export { arrayRecord, configRecord, metricRecord } from './wire/objects/records';
export type { FlowerRecord, Records } from './wire/objects/records';
export { loadFlowerSchema } from './wire/schema';
export type { FlowerSchema } from './wire/schema';
export { FleetTransport } from './wire/transport';
export type { TransportOptions } from './wire/transportOptions';
