// What one scenario costs: CPU time of the runner, reports included, against a bare OpenSSL loop
// that does the same work, and the memory of a large run. Prints numbers; judging them is left to
// the reader, because a busy machine is no defect.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/bare_client.h"
#include "bench/child_process.h"
#include "bench/generated_suite.h"
#include "handshake/peer.h"
#include "pki/mint.h"
#include "report/json.h"
#include "report/junit.h"
#include "run/runner.h"

namespace shakedown::bench {
namespace {

constexpr double kCpuLimit = 1.25;
constexpr int kMemoryJobs = 64;
constexpr int kMemoryLimitMegabytes = 100;

template <typename T>
T Need(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "scenario_cost: %s\n", result.error().Text().c_str());
  std::exit(1);
}

/// A CA, a server and a client, written to a folder that is removed at the end.
class Material {
 public:
  Material() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "scenario_cost_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      std::perror("mkdtemp");
      std::exit(1);
    }
    folder_ = pattern;
    authority_ = Need(pki::MintRoot("Benchmark CA"));
    server_ = Need(pki::Mint(*authority_, {.name = "server", .server = true}));
    client_ = Need(pki::Mint(*authority_, {.name = "client"}));
    Check(pki::WriteIdentity(folder_, *client_));
    Check(pki::WriteAuthority(folder_, "ca", *authority_));
  }
  ~Material() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Material(const Material&) = delete;
  Material& operator=(const Material&) = delete;

  const pki::Identity& client() const { return *client_; }
  std::string File(const std::string& name) const { return folder_ + '/' + name; }

  handshake::PeerOptions PeerOptions() const {
    handshake::PeerHost host;
    host.behaviour = handshake::Behaviour::kStrict;
    host.certificate = server_;
    X509* const anchors[] = {authority_->certificate.get()};
    host.client_trust = pki::TrustStore::Of(anchors);
    handshake::PeerOptions options;
    options.hosts.push_back(std::move(host));
    return options;
  }

 private:
  static void Check(const Result<void>& result) {
    if (result) return;
    std::fprintf(stderr, "scenario_cost: %s\n", result.error().Text().c_str());
    std::exit(1);
  }

  std::string folder_;
  pki::AuthorityPtr authority_;
  pki::IdentityPtr server_;
  pki::IdentityPtr client_;
};

/// Runs a generated suite with JUnit and JSON reports; returns how many cases passed.
int RunSuite(const std::shared_ptr<const scenario::SuiteModel>& suite,
             const run::RunOptions& options) {
  const run::Plan plan = Need(run::MakePlan({suite}, {}));
  const auto junit = report::MakeJunitReport({});
  const auto json = report::MakeJsonReport();
  run::Reporter* const reporters[] = {junit.get(), json.get()};
  const std::atomic<int> no_interrupt{0};
  const run::RunSummary summary = Need(run::Run(plan, options, reporters, no_interrupt));
  const size_t octets = junit->Document().size() + json->Document().size();
  return octets > 0 ? summary.counts.passed : 0;
}

int RunAgainst(const Material& material, uint16_t port, int count, int jobs) {
  scenario::IdentityModel identity;
  identity.id = "client";
  identity.certificate = material.File("client.pem");
  identity.key = material.File("client.key");
  run::RunOptions options;
  options.jobs = jobs;
  options.target.url = "https://localhost:" + std::to_string(port) + "/";
  options.target.server_ca = options.target.client_ca = material.File("ca.pem");
  return RunSuite(MakeLargeSuite(count, std::move(identity)), options);
}

/// Peer and runner in one process, as `shakedown run` does it without a target.
int RunOnBuiltInPeer(int count, int jobs) {
  scenario::IdentityModel identity;
  identity.id = "client";
  identity.mint = "good";
  run::RunOptions options;
  options.jobs = jobs;
  return RunSuite(MakeLargeSuite(count, std::move(identity)), options);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double MicrosecondsEach(const Usage& usage, int count) {
  if (usage.done != count) {
    std::printf("  note: only %d of %d were answered as expected\n", usage.done, count);
  }
  return usage.cpu_seconds() * 1e6 / count;
}

int Main(int count, int rounds, int jobs) {
  const Material material;
  const ServingChild server([&material](const ServingChild::Ready& ready) {
    const auto peer = Need(handshake::Peer::Start(material.PeerOptions()));
    ready(peer->endpoint().port);
  });
  if (server.port() == 0) return 1;
  std::printf("%d scenarios a round: TLS 1.3, P-256, client certificate, GET, reply, close\n",
              count);
  std::vector<double> ratios;
  for (int round = 1; round <= rounds; ++round) {
    const Usage bare =
        Measure([&] { return RunBareClient(material.client(), server.port(), count); });
    const Usage runner = Measure([&] { return RunAgainst(material, server.port(), count, jobs); });
    const double bare_cost = MicrosecondsEach(bare, count);
    const double runner_cost = MicrosecondsEach(runner, count);
    ratios.push_back(runner_cost / bare_cost);
    std::printf(
        "round %d: CPU each: bare %.0f us (%.0f user), runner %.0f us (%.0f user), ratio %.2f\n",
        round, bare_cost, bare.user_seconds * 1e6 / count, runner_cost,
        runner.user_seconds * 1e6 / count, ratios.back());
  }
  std::printf("CPU per scenario, median ratio: %.2f (limit %.2f)\n", Median(ratios), kCpuLimit);
  const Usage large = Measure([&] { return RunOnBuiltInPeer(count, kMemoryJobs); });
  std::printf("peak memory of %d cases with the built-in peer at %d jobs: %.1f MB (limit %d MB)\n",
              large.done, kMemoryJobs, static_cast<double>(large.peak_kilobytes) / 1024,
              kMemoryLimitMegabytes);
  return 0;
}

}  // namespace
}  // namespace shakedown::bench

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 2000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  const int jobs = argc > 3 ? std::atoi(argv[3]) : 0;
  if (count < 1 || rounds < 1 || jobs < 0) {
    std::fprintf(stderr, "usage: scenario_cost [SCENARIOS [ROUNDS [JOBS]]]\n");
    return 2;
  }
  return shakedown::bench::Main(count, rounds, jobs);
}
