// What the emulator starts with (contract section 6).
#pragma once

namespace fireform::emulator {

struct World;

/// The account with its quotas, evaluator and LoRAs, and everything public.
void plant_seeds(World& world);
/// Only what is public: models and shapes of accounts/fireworks, which no store keeps.
void plant_public_seeds(World& world);

}  // namespace fireform::emulator
