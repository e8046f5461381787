// SuiteEnvironment: changes of the server under test, and the responder that it asks.
#include <algorithm>
#include <utility>

#include "run/environment.h"
#include "run/hooked_target.h"
#include "run/private_peer.h"

namespace shakedown::run {
namespace {

/// What a change is about, as hooks are called.
std::vector<std::string> Changed(const scenario::ChangeModel& change) {
  std::vector<std::string> names;
  if (!change.trust.empty()) names.emplace_back("trust");
  if (!change.crl.empty()) names.emplace_back("crl");
  if (!change.policy.empty()) names.emplace_back("policy");
  return names;
}

}  // namespace

std::string SuiteEnvironment::WhyNoChange(const scenario::ScenarioModel& scenario) const {
  for (const scenario::HandshakeModel& handshake : scenario.handshakes) {
    if (!handshake.change || settings_.built_in) continue;
    for (const std::string& name : Changed(*handshake.change)) {
      if (target_.hooks.contains(name)) continue;
      std::string why = "needs --hook ";
      return why.append(name)
          .append("=COMMAND: the server's ")
          .append(name)
          .append(" changes in between");
    }
    if (!capabilities_.trusted_issuer) {
      return "needs --ca-cert and --ca-key: what the server is given is made with them";
    }
  }
  return "";
}

Result<handshake::OcspResponder*> SuiteEnvironment::Responder() {
  const std::lock_guard lock(responder_mutex_);
  if (responder_ == nullptr) {
    auto started = handshake::OcspResponder::Start();
    if (!started) return std::move(started).error();
    responder_ = std::move(*started);
  }
  return responder_.get();
}

Result<std::unique_ptr<ServerChanger>> SuiteEnvironment::NewChanger(
    const std::string& case_id, const std::atomic<int>& interrupt) const {
  if (settings_.built_in) {
    return PrivatePeer::Start(Served(), *state_material_, [this](handshake::PeerOptions* options) {
      return LimitIdleness(options);
    });
  }
  return HookedTarget::Begin({.commands = &target_.hooks,
                              .material = state_material_.get(),
                              .interrupt = &interrupt,
                              .case_id = case_id,
                              .target = attempt::ToText(defaults_.target.endpoint)});
}

}  // namespace shakedown::run
