import {
  GetAdministratorAccountCommand,
  GetAutomatedDiscoveryConfigurationCommand,
  GetClassificationExportConfigurationCommand,
  GetFindingsPublicationConfigurationCommand,
  GetMacieSessionCommand,
  Macie2Client,
} from '@aws-sdk/client-macie2';
import { defineLive, from, given, oncePerRegion, shared } from '../../live.ts';
import { askMacie, hasMacie } from '../ask-macie.ts';
import { session } from './model.ts';

const settings = shared('macie2:GetMacieSession', Macie2Client, (client, { region }) =>
  askMacie(region, () => client.send(new GetMacieSessionCommand({}))),
);

const automatedDiscovery = shared('macie2:GetAutomatedDiscoveryConfiguration', Macie2Client, (client, { region }) =>
  askMacie(region, () => client.send(new GetAutomatedDiscoveryConfigurationCommand({}))),
);

const administrator = shared('macie2:GetAdministratorAccount', Macie2Client, (client, { region }) =>
  askMacie(region, () => client.send(new GetAdministratorAccountCommand({}))),
);

const resultsExport = shared('macie2:GetClassificationExportConfiguration', Macie2Client, (client, { region }) =>
  askMacie(region, () => client.send(new GetClassificationExportConfigurationCommand({}))),
);

const publication = shared('macie2:GetFindingsPublicationConfiguration', Macie2Client, (client, { region }) =>
  askMacie(region, () => client.send(new GetFindingsPublicationConfigurationCommand({}))),
);

export default defineLive(session, {
  ...oncePerRegion(Macie2Client, 'macie2', 'session', { isIn: hasMacie }),
  facts: {
    status: from(settings, ({ status }) => given(status, 'the status of Macie')),
    findingPublishingFrequency: from(settings, ({ findingPublishingFrequency: frequency }) =>
      given(frequency, 'how often findings are published'),
    ),
    automatedDiscovery: from(automatedDiscovery, ({ status }) => given(status, 'the status of automated discovery')),
    // Invitations that were not accepted, and relations that ended, are listed too.
    administrator: from(administrator, ({ administrator: one }) =>
      one?.relationshipStatus === 'Enabled' || one?.relationshipStatus === 'Paused'
        ? given(one.accountId, 'the administrator')
        : null,
    ),
    'destination.bucket': from(resultsExport, ({ configuration }) => {
      const destination = configuration?.s3Destination;
      return destination === undefined ? null : given(destination.bucketName, 'the bucket of results');
    }),
    'destination.key': from(resultsExport, ({ configuration }) => {
      const destination = configuration?.s3Destination;
      return destination === undefined ? null : given(destination.kmsKeyArn, 'the key of results');
    }),
    securityHub: from(publication, ({ securityHubConfiguration: hub }) => ({
      classificationFindings: given(
        hub?.publishClassificationFindings,
        'whether sensitive data findings are published',
      ),
      policyFindings: given(hub?.publishPolicyFindings, 'whether policy findings are published'),
    })),
  },
});
