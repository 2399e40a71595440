/*
 * ROS 2 before Iron wrote no definitions of messages into its SQLite bags. These are the published ones of what tells how a
 * car was steered, by their packages: common_interfaces, ackermann_msgs, autoware_msgs, autoware.auto, carla_msgs and
 * aws-deepracer-interfaces. Fields in the order of the definition, which is that of the bytes.
 */
const bodies: Readonly<Record<string, string>> = {
  'builtin_interfaces/Time': 'int32 sec; uint32 nanosec',
  'std_msgs/Header': 'builtin_interfaces/Time stamp; string frame_id',
  'std_msgs/Bool': 'bool data',
  'std_msgs/Int8': 'int8 data',
  'std_msgs/Int16': 'int16 data',
  'std_msgs/Int32': 'int32 data',
  'std_msgs/Int64': 'int64 data',
  'std_msgs/UInt8': 'uint8 data',
  'std_msgs/UInt16': 'uint16 data',
  'std_msgs/UInt32': 'uint32 data',
  'std_msgs/UInt64': 'uint64 data',
  'std_msgs/Float32': 'float32 data',
  'std_msgs/Float64': 'float64 data',
  'geometry_msgs/Vector3': 'float64 x; float64 y; float64 z',
  'geometry_msgs/Point': 'float64 x; float64 y; float64 z',
  'geometry_msgs/Quaternion': 'float64 x; float64 y; float64 z; float64 w',
  'geometry_msgs/Pose': 'geometry_msgs/Point position; geometry_msgs/Quaternion orientation',
  'geometry_msgs/PoseStamped': 'std_msgs/Header header; geometry_msgs/Pose pose',
  'geometry_msgs/PoseWithCovariance': 'geometry_msgs/Pose pose; float64[36] covariance',
  'geometry_msgs/Twist': 'geometry_msgs/Vector3 linear; geometry_msgs/Vector3 angular',
  'geometry_msgs/TwistStamped': 'std_msgs/Header header; geometry_msgs/Twist twist',
  'geometry_msgs/TwistWithCovariance': 'geometry_msgs/Twist twist; float64[36] covariance',
  'geometry_msgs/TwistWithCovarianceStamped': 'std_msgs/Header header; geometry_msgs/TwistWithCovariance twist',
  'nav_msgs/Odometry':
    'std_msgs/Header header; string child_frame_id; geometry_msgs/PoseWithCovariance pose; geometry_msgs/TwistWithCovariance twist',
  'sensor_msgs/Imu':
    'std_msgs/Header header; geometry_msgs/Quaternion orientation; float64[9] orientation_covariance; geometry_msgs/Vector3 angular_velocity; float64[9] angular_velocity_covariance; geometry_msgs/Vector3 linear_acceleration; float64[9] linear_acceleration_covariance',
  'ackermann_msgs/AckermannDrive':
    'float32 steering_angle; float32 steering_angle_velocity; float32 speed; float32 acceleration; float32 jerk',
  'ackermann_msgs/AckermannDriveStamped': 'std_msgs/Header header; ackermann_msgs/AckermannDrive drive',
  'autoware_control_msgs/Lateral':
    'builtin_interfaces/Time stamp; builtin_interfaces/Time control_time; float32 steering_tire_angle; float32 steering_tire_rotation_rate; bool is_defined_steering_tire_rotation_rate',
  'autoware_control_msgs/Longitudinal':
    'builtin_interfaces/Time stamp; builtin_interfaces/Time control_time; float32 velocity; float32 acceleration; float32 jerk; bool is_defined_acceleration; bool is_defined_jerk',
  'autoware_control_msgs/Control':
    'builtin_interfaces/Time stamp; builtin_interfaces/Time control_time; autoware_control_msgs/Lateral lateral; autoware_control_msgs/Longitudinal longitudinal',
  'autoware_vehicle_msgs/SteeringReport': 'builtin_interfaces/Time stamp; float32 steering_tire_angle',
  'autoware_vehicle_msgs/VelocityReport':
    'std_msgs/Header header; float32 longitudinal_velocity; float32 lateral_velocity; float32 heading_rate',
  'autoware_auto_vehicle_msgs/SteeringReport': 'builtin_interfaces/Time stamp; float32 steering_tire_angle',
  'autoware_auto_vehicle_msgs/VelocityReport':
    'std_msgs/Header header; float32 longitudinal_velocity; float32 lateral_velocity; float32 heading_rate',
  'autoware_auto_control_msgs/AckermannLateralCommand':
    'builtin_interfaces/Time stamp; float32 steering_tire_angle; float32 steering_tire_rotation_rate',
  'autoware_auto_control_msgs/LongitudinalCommand':
    'builtin_interfaces/Time stamp; float32 speed; float32 acceleration; float32 jerk',
  'autoware_auto_control_msgs/AckermannControlCommand':
    'builtin_interfaces/Time stamp; autoware_auto_control_msgs/AckermannLateralCommand lateral; autoware_auto_control_msgs/LongitudinalCommand longitudinal',
  'carla_msgs/CarlaEgoVehicleControl':
    'std_msgs/Header header; float32 throttle; float32 steer; float32 brake; bool hand_brake; bool reverse; int32 gear; bool manual_gear_shift',
  'carla_msgs/CarlaEgoVehicleStatus':
    'std_msgs/Header header; float32 velocity; geometry_msgs/Accel acceleration; geometry_msgs/Quaternion orientation; carla_msgs/CarlaEgoVehicleControl control',
  'geometry_msgs/Accel': 'geometry_msgs/Vector3 linear; geometry_msgs/Vector3 angular',
  'deepracer_interfaces_pkg/ServoCtrlMsg': 'float32 angle; float32 throttle',
};

const separator = '='.repeat(80);

/** The definition of a type, as `geometry_msgs/msg/Twist`, with those of all that it uses; null for an unknown type. */
export function knownDefinition(type: string): string | null {
  const name = type.replace('/msg/', '/');
  if (!Object.hasOwn(bodies, name)) return null;
  const used = new Set([name]);
  // A set gives what is added while it is walked.
  for (const one of used) for (const inner of fieldsOf(one).filter((field) => field in bodies)) used.add(inner);
  return [...used]
    .map(
      (one, index) => (index === 0 ? '' : `${separator}\nMSG: ${one}\n`) + (bodies[one] ?? '').replaceAll('; ', '\n'),
    )
    .join('\n');
}

/** The types of a message's fields. */
const fieldsOf = (name: string): string[] =>
  (bodies[name] ?? '').split('; ').map((field) => field.split(' ')[0]?.replace(/\[.*/, '') ?? '');
