#include "run/companions.h"

#include <algorithm>
#include <utility>

#include "run/model_texts.h"
#include "run/variables.h"

namespace shakedown::run {
namespace {

void NoteReferences(const std::string& text, CompanionNeeds* needs) {
  for (const std::string& name : ReferencesIn(text)) {
    if (name == kTerminatorVariable) needs->terminator = true;
    if (name == kConnectProxyVariable) needs->connect_proxy = true;
  }
}

}  // namespace

CompanionNeeds NeedsOf(const scenario::SuiteModel& suite, const std::vector<const Case*>& cases) {
  CompanionNeeds needs;
  const auto note = [&needs](const std::string& text) { NoteReferences(text, &needs); };
  for (const scenario::VariableModel& variable : suite.variables) {
    if (variable.default_value) note(*variable.default_value);
    if (variable.peer_value) note(*variable.peer_value);
  }
  for (const Case* test : cases) {
    for (const auto& [name, value] : test->axis_values) note(value);
    for (const auto& handshake : test->scenario_model->handshakes) ForEachText(handshake, note);
    for (const auto& expectation : test->scenario_model->expectations) {
      ForEachText(expectation, note);
    }
  }
  return needs;
}

Result<Companions> StartCompanions(const CompanionNeeds& needs, const attempt::Endpoint& origin,
                                   const std::string& origin_name,
                                   const pki::Authority& authority) {
  Companions companions;
  if (needs.terminator) {
    pki::MintRequest request;
    request.name = "shakedown-terminator";
    request.server = true;
    if (!origin_name.empty()) request.dns_names = {origin_name};
    Result<pki::IdentityPtr> certificate = pki::Mint(authority, request);
    if (!certificate) return std::move(certificate).error();
    handshake::TerminatorOptions options;
    options.certificate = std::move(*certificate);
    options.origin = origin;
    options.origin_sni = origin_name;
    auto started = handshake::StartTerminator(std::move(options));
    if (!started) return std::move(started).error().AddContext("starting the terminating proxy");
    companions.terminator = std::move(*started);
  }
  if (needs.connect_proxy) {
    handshake::ConnectProxyOptions options;
    options.refused_ports = {kRefusedPort};
    auto started = handshake::StartConnectProxy(std::move(options));
    if (!started) return std::move(started).error().AddContext("starting the CONNECT proxy");
    companions.connect_proxy = std::move(*started);
  }
  return companions;
}

}  // namespace shakedown::run
