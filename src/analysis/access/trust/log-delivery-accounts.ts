/**
 * AWS's own accounts that deliver logs into buckets of its customers, from the time before services had principals of their own.
 * Elastic Load Balancing: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 * Redshift: https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
 * Billing reports: https://docs.aws.amazon.com/cur/latest/userguide/cur-s3.html
 */
export const logDeliveryAccounts: ReadonlySet<string> = new Set([
  // Elastic Load Balancing
  ...['127311923021', '033677994240', '027434742980', '797873946194', '098369216593', '754344448648', '589379963580'],
  ...['718504428378', '383597477331', '600734575887', '114774131450', '783225319266', '582318560864', '985666609251'],
  ...['054676820928', '156460612806', '652711504416', '635631232127', '009996457667', '897822967062', '076674570225'],
  ...['507241528517', '048591011584', '190560391635', '638102146993', '037604701340'],
  // Amazon Redshift
  ...['193672423079', '391106570357', '262260360010', '902366379725', '365689465814', '313564881002', '865932855811'],
  ...['090321488786', '760740231472', '361669875840', '762762565011', '404641285394', '907379612154', '053454850223'],
  ...['210876761215', '307160386991', '945612479654', '915173422425', '729911121831', '013126148197', '075028567923'],
  ...['665727464434', '111890595117', '660998842044'],
  // AWS Billing
  '386209384616',
]);

/** What they are let in for; anything more is a grant to a stranger. */
export const logDeliveryActions: ReadonlySet<string> = new Set(['s3:PutObject']);
