#include "cli/observe_options.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "cli/connection_options.h"
#include "cli/exit_code.h"
#include "cli/report_files.h"
#include "cli/version.h"
#include "core/text.h"
#include "handshake/client_server_check.h"
#include "pki/identity.h"
#include "report/color.h"
#include "report/explanation.h"
#include "run/observed.h"

namespace shakedown::cli {
namespace {

/// Open connections that were told about; more than are decoded at once.
constexpr size_t kMaxShown = 20'000;

Result<pki::TrustStorePtr> ReadServerTrust(const ParsedOptions& options) {
  if (options.has("server-ca")) return pki::TrustStore::Load(options.text("server-ca"), "");
  // A machine without a system store checks nothing; that is recorded as unchecked.
  Result<pki::TrustStorePtr> system = pki::TrustStore::System();
  return system ? *std::move(system) : pki::TrustStorePtr();
}

Result<void> ReadClientSide(const ParsedOptions& options, observe::ObserverKnowledge* knowledge) {
  const std::string client_ca = options.text("client-ca");
  const std::string crl = options.text("crl");
  if (client_ca.empty() && !crl.empty()) {
    return Error(ErrorCode::kUsage, "--crl is given without --client-ca")
        .WithHint("a revocation list is checked with the CA file that the server trusts");
  }
  if (!client_ca.empty()) {
    Result<pki::TrustStorePtr> trust = pki::TrustStore::Load(client_ca, crl);
    if (!trust) return std::move(trust).error().AddContext("--client-ca");
    knowledge->client_trust = *std::move(trust);
  }
  if (!options.has("cert")) return {};
  auto chain = pki::LoadCertificates(options.text("cert"));
  if (!chain) return std::move(chain).error().AddContext("--cert");
  knowledge->client_chain = *std::move(chain);
  return {};
}

std::string HeadLine(uint64_t number, const observe::Observation& seen) {
  return "Connection " + std::to_string(number) + ": " + attempt::ToText(seen.ends.client) +
         " to " + attempt::ToText(seen.ends.server);
}

}  // namespace

void AddKnowledgeOptions(po::options_description* options) {
  auto add = options->add_options();
  add("keylog", Text("FILE"),
      "session secrets that the client writes (SSLKEYLOGFILE): opens what is encrypted");
  add("cert", Text("FILE"),
      "the certificate that the client is believed to have, with its chain: says why it was "
      "withheld");
  add("client-ca", Text("FILE"), "the CA file that the server trusts, to check client chains");
  add("crl", Text("FILE"), "revocation list to check with --client-ca");
  add("server-ca", Text("FILE"), "CA file for server certificates (default: the system's)");
}

void AddFlowOutputOptions(po::options_description* options) {
  options->add_options()("json", Text("FILE"),
                         "all connections as JSON ('-': standard output, nothing else)");
  AddFlowPageOptions(options);
  AddColorOption(options);
  auto add = options->add_options();
  add("quiet,q", "one line for each connection; -qq: none");
  add("verbose,v", "everything that was seen");
  add("help,h", "show this text");
}

observe::ServerCheck MakeServerCheck(pki::TrustStorePtr trust) {
  auto checker = std::make_shared<handshake::ServerChecker>(std::move(trust));
  return [checker](const tls::CertificateMessage& message, const std::string& name) {
    return checker->Check(message, name);
  };
}

Result<FlowKnowledge> ReadKnowledge(const ParsedOptions& options) {
  FlowKnowledge knowledge;
  knowledge.key_log_file = options.text("keylog");
  Result<pki::TrustStorePtr> servers = ReadServerTrust(options);
  if (!servers) return std::move(servers).error().AddContext("--server-ca");
  knowledge.server_trust = *std::move(servers);
  if (auto read = ReadClientSide(options, &knowledge.observer); !read) return read.error();
  return knowledge;
}

Result<std::unique_ptr<FlowTeller>> FlowTeller::Create(const ParsedOptions& options,
                                                       const FlowKnowledge& knowledge,
                                                       const std::string& source) {
  std::unique_ptr<FlowTeller> teller(new FlowTeller(knowledge));
  const auto color = ReadColor(options);
  if (!color) return color.error();
  teller->color_ = *color;
  teller->verbosity_ = options.verbosity;
  auto pages = FlowPages::Open(options);
  if (!pages) return std::move(pages).error();
  teller->pages_ = *std::move(pages);
  const std::string path = teller->pages_.json_path();
  if (path.empty()) return teller;
  teller->takes_stdout_ = path == "-" || teller->pages_.uses_stdout();
  if (auto writable = CheckWritable(path); !writable) return std::move(writable).error();
  auto json = report::FlowsJson::Create(path, source, kVersion);
  if (!json) return std::move(json).error();
  teller->json_ = *std::move(json);
  return teller;
}

void FlowTeller::Print(uint64_t number, const observe::Observation& seen,
                       const run::Investigation& found) {
  if (verbosity_ < -1 || takes_stdout_) return;
  std::string text = HeadLine(number, seen);
  if (verbosity_ == -1) {
    text += ": " + report::ExplanationLine(found) + "\n";
  } else {
    report::ExplanationOptions options;
    options.everything = verbosity_ > 0;
    options.color = report::UseColor(color_, STDOUT_FILENO);
    text = report::Paint(options.color)(report::Tone::kMuted, text) + "\n\n" +
           report::ExplanationText(found, options) + "\n";
  }
  if (console_ != nullptr) {
    console_->Write(std::move(text));
    return;
  }
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void FlowTeller::Remember(uint64_t number, std::string said) {
  shown_[number] = std::move(said);
  // Those whose last word was lost stay; they are the oldest.
  if (shown_.size() > kMaxShown) shown_.erase(shown_.begin());
}

void FlowTeller::Tell(uint64_t number, const observe::Observation& seen, bool last_word) {
  const run::Investigation found = run::ExplainObserved(seen, knowledge_.observer);
  std::string said = report::ExplanationLine(found);
  const auto before = shown_.find(number);
  if (before == shown_.end() || before->second != said) Print(number, seen, found);
  if (!last_word) {
    Remember(number, std::move(said));
    return;
  }
  if (before != shown_.end()) shown_.erase(before);
  ++told_;
  if (found.diagnosis.outcome == diagnosis::Outcome::kRefused) ++refused_;
  if (found.diagnosis.outcome == diagnosis::Outcome::kNoVerdict) ++open_;
  if (json_ == nullptr || failure_) return;
  if (auto added = json_->Add({number, seen, found}); !added) failure_ = added.error();
}

Result<void> FlowTeller::Close(const std::string& problem) {
  if (failure_) return *failure_;
  if (json_ == nullptr) return {};
  if (auto closed = json_->Close(problem); !closed) return closed;
  return pages_.Write();
}

int FlowTeller::ExitCode() const {
  if (refused_ > 0) return kExitFailure;
  if (told_ + untold_ == 0) return kExitNothing;
  return open_ + untold_ > 0 ? kExitError : kExitOk;
}

}  // namespace shakedown::cli
