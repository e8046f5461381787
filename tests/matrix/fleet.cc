#include "tests/matrix/fleet.h"

#include <atomic>
#include <optional>
#include <thread>

#include "run/investigation.h"

namespace shakedown::matrix {
namespace {

using testing_support::RunningServer;
using testing_support::ServerPlan;

/// Compilers and virtual machines take their time, more so under sanitizers.
constexpr Milliseconds kStartLimit(120000);

attempt::HandshakeSpec SpecOf(const Cell& cell, uint16_t port) {
  const Approach& approach = cell.gate->approach;
  attempt::HandshakeSpec spec;
  const bool http = approach.scheme.empty();
  spec.target = testing_support::Need(attempt::ParseTarget((http ? "https" : approach.scheme) +
                                                           "://localhost:" + std::to_string(port)));
  spec.target.path = approach.path;
  spec.connect_to = attempt::Endpoint{"127.0.0.1", port};
  spec.min_version = cell.version;
  spec.max_version = cell.version;
  spec.sni = approach.sni;
  spec.offer_post_handshake_auth = approach.offer_post_handshake_auth;
  if (http) {
    spec.request = attempt::HttpRequest{};
    if (!approach.host.empty()) {
      spec.request->host = approach.host + ":" + std::to_string(port);
    }
  }
  return spec;
}

Answer AnswerOf(const run::Investigation& found) {
  const diagnosis::Diagnosis& diagnosis = found.diagnosis;
  Answer answer;
  answer.cause = diagnosis.cause.id;
  answer.certainty = ToString(diagnosis.cause.certainty);
  answer.enforcement = ToString(diagnosis.enforcement);
  answer.observed = diagnosis.observed;
  for (const auto& finding : diagnosis.alternatives) {
    answer.alternatives.push_back(finding.id + " (" + ToString(finding.certainty) + ")");
  }
  for (const auto& evidence : diagnosis.cause.evidence) answer.evidence.push_back(evidence.text);
  for (const auto& probe : found.probes) answer.probes.push_back(probe.id + ": " + probe.answer);
  answer.next_steps = diagnosis::NextSteps(diagnosis, found.attempts);
  return answer;
}

}  // namespace

Fleet::Fleet(const World& world, const std::set<std::string>& wanted)
    : world_(world), server_trust_(world.ServerTrust()) {
  for (ServerPlan& plan : testing_support::AllServerPlans()) {
    if (!wanted.contains(plan.name)) continue;
    if (!IsInstalled(plan)) {
      missing_.push_back(plan.name);
      continue;
    }
    const std::string name = plan.name;
    servers_[name] = std::make_unique<RunningServer>(std::move(plan), world.folder(), backend_);
  }
  const Deadline deadline = Deadline::After(kStartLimit);
  for (auto& [name, server] : servers_) {
    if (!server->Ready(deadline)) broken_.push_back(name + ": " + server->Log());
  }
}

std::mutex* Fleet::TurnOf(const Cell& cell) {
  if (!servers_.at(cell.gate->server)->plan().one_at_a_time) return nullptr;
  const std::lock_guard guard(turns_guard_);
  return &turns_[cell.gate->server + "/" + cell.gate->listener];
}

Answer Fleet::Ask(const Cell& cell, bool with_trust) {
  const Gate& gate = *cell.gate;
  run::InvestigationOptions options;
  options.spec = SpecOf(cell, servers_.at(gate.server)->port(gate.listener));
  options.identity = world_.Identity(cell.client);
  options.server_trust = server_trust_;
  options.timeout = Milliseconds(30000);
  if (with_trust) options.client_trust = world_.ClientTrust(gate.policy.trust, gate.policy.lists);
  const Result<run::Investigation> found = run::Investigate(options);
  if (found) return AnswerOf(*found);
  Answer answer;
  answer.error = found.error().Text();
  return answer;
}

std::vector<Judged> Fleet::Try(const Cell& cell) {
  std::unique_lock<std::mutex> turn;
  if (std::mutex* mutex = TurnOf(cell)) turn = std::unique_lock(*mutex);
  std::vector<Judged> judged;
  for (const bool with_trust : {false, true}) {
    std::optional<Truth> truth = TruthOf(*cell.gate, cell.client, cell.version, with_trust);
    judged.push_back(Judge(cell, with_trust, *std::move(truth), Ask(cell, with_trust)));
  }
  return judged;
}

std::vector<Judged> Fleet::TryAll(const std::vector<Cell>& cells, size_t threads) {
  std::vector<std::vector<Judged>> results(cells.size());
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < cells.size(); i = next++) results[i] = Try(cells[i]);
  };
  std::vector<std::thread> workers;
  for (size_t i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  std::vector<Judged> all;
  for (auto& few : results) {
    for (Judged& judged : few) all.push_back(std::move(judged));
  }
  return all;
}

}  // namespace shakedown::matrix
