// Flow: the secrets that open its records.
#include <utility>

#include "observe/flow.h"
#include "observe/traffic_keys.h"

namespace shakedown::observe {
namespace {

using attempt::Side;

Secret SecretOf(Side side, bool application) {
  if (side == Side::kClient) return application ? Secret::kClientTraffic : Secret::kClientHandshake;
  return application ? Secret::kServerTraffic : Secret::kServerHandshake;
}

}  // namespace

/// Whether the secret for this side's present records is known.
bool Flow::HasKeys(Side side) {
  if (tools_.keys == nullptr) return false;
  const Secret wanted = Is13() ? SecretOf(side, Of(side).application) : Secret::kMaster;
  return tools_.keys->Find(wanted, negotiation_.client_random) != nullptr;
}

/// Whether only this side cannot be read: a server that refuses a client never gets to the secret
/// of what the client says after its Finished, so a key log of the server lacks it.
bool Flow::IsUnreadable(Side side) {
  const bool request = Is13() && side == Side::kClient && client_.application;
  return request && tools_.keys != nullptr &&
         tools_.keys->Find(Secret::kServerTraffic, negotiation_.client_random) != nullptr;
}

bool Flow::MakeOpener(Side side) {
  const auto suite = ParametersOf(negotiation_.suite);
  if (!suite || tools_.keys == nullptr) return false;
  Direction& direction = Of(side);
  direction.opened = false;
  if (Is13()) {
    if (direction.secret.empty()) {
      const Bytes* secret =
          tools_.keys->Find(SecretOf(side, direction.application), negotiation_.client_random);
      if (secret == nullptr) return false;
      if (direction.application) direction.secret = *secret;
      direction.opener = RecordOpener::FromSecret(*suite, *secret);
    } else {
      direction.opener = RecordOpener::FromSecret(*suite, direction.secret);
    }
    return direction.opener != nullptr;
  }
  const Bytes* master = tools_.keys->Find(Secret::kMaster, negotiation_.client_random);
  if (master == nullptr) return false;
  const KeyBlockInput input{version_, *master, negotiation_.client_random,
                            negotiation_.server_random, negotiation_.encrypt_then_mac};
  direction.opener = RecordOpener::FromKeyBlock(*suite, input, side == Side::kClient);
  return direction.opener != nullptr;
}

/// RFC 9846 section 7.2.
void Flow::UpdateKeys(Side side) {
  const auto suite = ParametersOf(negotiation_.suite);
  Direction& direction = Of(side);
  if (!suite || direction.secret.empty()) return;
  auto next = ExpandLabel(suite->digest, direction.secret, "traffic upd", direction.secret.size());
  if (!next) return;
  direction.secret = *std::move(next);
  direction.opener.reset();
}

void Flow::Seal(Sight sight) {
  sight_ = sight;
  client_.opener.reset();
  server_.opener.reset();
}

}  // namespace shakedown::observe
