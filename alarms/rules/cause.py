"""Probable causes: the names of ITU-T M.3100 and X.733, without the spelling mistakes of the published lists."""

from enum import StrEnum


class ProbableCause(StrEnum):
    """Why, as far as a rule can tell. Names are stored, since the numbers differ between editions."""

    # Equipment and power (M.3100, IANA itu-alarm-tc numbers 51 to 150).
    LOSS_OF_REDUNDANCY = "lossOfRedundancy"
    POWER_SUPPLY_FAILURE = "powerSupplyFailure"
    POWER_PROBLEM = "powerProblem"
    COMMERCIAL_POWER_FAILURE = "commercialPowerFailure"
    BATTERY_DISCHARGING = "batteryDischarging"
    BATTERY_FAILURE = "batteryFailure"
    BATTERY_CHARGING_FAILURE = "batteryChargingFailure"
    LOW_BATTERY_THRESHOLD = "lowBatteryThreshold"
    RECTIFIER_FAILURE = "rectifierFailure"
    RECTIFIER_HIGH_VOLTAGE = "rectifierHighVoltage"
    RECTIFIER_LOW_VOLTAGE = "rectifierLowVoltage"
    FUSE_FAILURE = "fuseFailure"
    GENERATOR_FAILURE = "generatorFailure"
    LOW_FUEL = "lowFuel"
    PROTECTING_RESOURCE_FAILURE = "protectingResourceFailure"
    EQUIPMENT_MALFUNCTION = "equipmentMalfunction"
    DISK_FAILURE = "diskFailure"
    # Climate.
    AIR_CONDITIONING_FAILURE = "airConditioningFailure"
    COOLING_FAN_FAILURE = "coolingFanFailure"
    COOLING_SYSTEM_FAILURE = "coolingSystemFailure"
    VENTILATION_FAILURE = "ventilationFailure"
    HIGH_TEMPERATURE = "highTemperature"
    LOW_TEMPERATURE = "lowTemperature"
    HIGH_HUMIDITY = "highHumidity"
    LOW_HUMIDITY = "lowHumidity"
    # Danger and intrusion.
    FIRE = "fire"
    FIRE_DETECTOR_FAILURE = "fireDetectorFailure"
    SMOKE = "smoke"
    TOXIC_GAS = "toxicGas"
    EXPLOSIVE_GAS = "explosiveGas"
    FLOOD = "flood"
    LEAK_DETECTED = "leakDetected"
    ENCLOSURE_DOOR_OPEN = "enclosureDoorOpen"
    INTRUSION_DETECTION = "intrusionDetection"
    LOW_WATER = "lowWater"
    # Communication and processing (X.733 §8.1.2.1).
    COMMUNICATIONS_SUBSYSTEM_FAILURE = "communicationsSubsystemFailure"
    DEGRADED_SIGNAL = "degradedSignal"
    LOSS_OF_SIGNAL = "lossOfSignal"
    CORRUPT_DATA = "corruptData"
    CONFIGURATION_ERROR = "configurationOrCustomizationError"
    # Quality of service (X.733 §8.1.2.1).
    THRESHOLD_CROSSED = "thresholdCrossed"
    EXCESSIVE_VALUE = "excessiveResourceUsage"
    SENSOR_FAILURE = "inputDeviceError"
    PRESSURE_UNACCEPTABLE = "pressureUnacceptable"
    PUMP_FAILURE = "pumpFailure"
    UNSPECIFIED = "unspecifiedReason"
