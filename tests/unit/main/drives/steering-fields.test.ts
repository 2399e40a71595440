import { expect, test } from 'vitest';
import { steeringPositiveOf } from '../../../../main/drives/steering-fields.ts';

test.each([
  ['/vehicle/steering_report', 'steering_wheel_angle', 'left'],
  ['/cmd_vel', 'angular.z', 'left'],
  ['/ackermann_cmd', 'drive.steering_angle', 'left'],
  ['/carla/ego_vehicle/vehicle_control_cmd', 'steer', 'right'],
  ['/airsim_node/car/car_cmd', 'steering', 'right'],
])('%s.%s grows when the car goes %s', (topic, path, positive) => {
  expect(steeringPositiveOf({ topic, path })).toBe(positive);
});
