import type { SteeringUnit } from '../../shared/drive.ts';

/** A number in the messages of a topic. */
export interface NumberField {
  readonly topic: string;
  /** As `drive.steering_angle`; empty when the message is the number. */
  readonly path: string;
}

/** The name that a person would know it by. */
export const fieldName = ({ topic, path }: NumberField): string => (path === '' ? topic : `${topic}.${path}`);

/** What stands beside a steering angle in its message and is none. */
const notSteering =
  /veloc|rate|speed|torque|accel|jerk|status|enable|fault|error|count|timeout|valid|stamp|time|seq|mode|limit|linear|effort|calibrat/;
/** Numbers of a message about itself. */
const aboutMessage = /(?:^|\.)(?:header|stamp|timestamp|seq|sec|nsec|nanosec|secs|nsecs|nanos|seconds)(?:\.|$)/;

/** Whether a field may be a column: all but counters and times of the message. */
export const isReading = ({ path }: NumberField): boolean => !aboutMessage.test(path.toLowerCase());

/** How much a field looks like steering by its names: 0 not at all. */
export function steeringScore(field: NumberField): number {
  if (!isReading(field)) return 0;
  const topic = field.topic.toLowerCase();
  const path = field.path.toLowerCase();
  if (notSteering.test(path)) return 0;
  if (/steer/.test(path)) return /angle|norm|wheel/.test(path) ? 100 : 95;
  if (/steer/.test(topic) && /^(?:data|value|angle|position|z|angle_rad|)$/.test(path)) return 90;
  if (/wheel.*angle|angle.*wheel|curvature/.test(`${topic}.${path}`)) return 80;
  // Twist: the turn about the vertical axis.
  if (/(?:^|\.)angular\.z$/.test(path)) return /cmd|control|command/.test(topic) ? 70 : 40;
  if (/(?:^|[._/])(?:angle|yaw_rate_cmd)$/.test(`${topic}.${path}`)) return 50;
  return 0;
}

/** Whether a field is worth a column beside the steering. */
export function isDriving(field: NumberField): boolean {
  return isReading(field) && /speed|throttle|brake|accel|velocity|linear\.x$/.test(fieldName(field).toLowerCase());
}

/** More than twice full lock of a steering wheel, in radians. */
const mostRadians = 12;

/**
 * The unit by the name, else by the range. A guess, which the user is told.
 * @param largest the largest absolute value.
 */
export function steeringUnitOf(field: NumberField, largest: number): SteeringUnit {
  const name = fieldName(field).toLowerCase();
  if (/deg/.test(name)) return 'deg';
  if (/norm|percent|ratio/.test(name)) return 'normalised';
  if (/rad(?:ians?)?(?:$|[._])|steering_angle|wheel_angle|tire_angle|angular\.z/.test(name) && largest <= mostRadians)
    return 'rad';
  if (largest <= 1) return 'normalised';
  return largest <= mostRadians ? 'rad' : 'deg';
}

/** Simulators that steer to the right with positive numbers (`steer` of carla.VehicleControl, `steering` of AirSim's CarControls). */
const rightIsPositive = /carla|airsim/;

/**
 * Where the car goes when the number grows. ROS turns to the left with positive angles (REP 103), and so do the messages of
 * its cars (ackermann_msgs, autoware_vehicle_msgs, dbw_mkz_msgs); a guess all the same, which the user is told.
 */
export const steeringPositiveOf = (field: NumberField): 'left' | 'right' =>
  rightIsPositive.test(fieldName(field).toLowerCase()) ? 'right' : 'left';
