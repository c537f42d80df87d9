import { IAM_METHODS } from './iam-methods.ts';
import type { Method } from './method.ts';
import { PASS_ROLE_METHODS } from './pass-role-methods.ts';
import { STRONGER_RESOURCE_METHODS } from './stronger-resource-methods.ts';

/** Every method that is known, from Prowler, pathfinding.cloud, Cloudsplaining, PMapper and CloudGoat; the wording is ours. */
export const METHODS: readonly Method[] = [...IAM_METHODS, ...STRONGER_RESOURCE_METHODS, ...PASS_ROLE_METHODS];
