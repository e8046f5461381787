// What the transcripts of docs/causes.md are made with: a folder of certificates, servers that
// treat clients in every way, and the program.
#pragma once

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/file.h"
#include "handshake/peer.h"
#include "pki/showcase.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"
#include "tests/support/tls_server.h"

namespace shakedown::docs {

using testing_support::TlsServer;
using testing_support::TlsServerOptions;

/// One run of `shakedown explain`, or of a suite where that cannot show the cause.
struct Transcript {
  std::string command;    ///< as a user would type it, with port 8443
  std::string screen;     ///< the first screen
  std::string cause;      ///< id, from the JSON of the same run
  std::string certainty;  ///< likewise
  std::string error;      ///< what went to standard error
};

class World {
 public:
  World() {
    pki::ShowcaseOptions options;
    options.authority = root();
    options.key_kinds = {pki::KeyKind::kP256};
    testing_support::Need(pki::MintShowcase(folder_.path(), options));
  }

  static const pki::AuthorityPtr& root() { return testing_support::TestPki::Get().root; }
  static const pki::AuthorityPtr& other_root() {
    return testing_support::TestPki::Get().other_root;
  }
  static const pki::IdentityPtr& server() { return testing_support::TestPki::Get().server; }

  const std::string& folder() const { return folder_.path(); }
  void Write(const pki::Identity& identity) const {
    if (!pki::WriteIdentity(folder(), identity)) std::abort();
  }

  /// A host of the built-in peer that trusts and announces the root.
  static handshake::PeerHost Host(handshake::Behaviour behaviour) {
    handshake::PeerHost host;
    host.behaviour = behaviour;
    host.certificate = server();
    X509* const anchors[] = {root()->certificate.get()};
    host.client_trust = pki::TrustStore::Of(anchors);
    host.announced_names = {testing_support::SubjectDer(root()->certificate.get())};
    return host;
  }
  static std::unique_ptr<handshake::Peer> Start(std::vector<handshake::PeerHost> hosts) {
    handshake::PeerOptions options;
    options.hosts = std::move(hosts);
    return testing_support::Need(handshake::Peer::Start(std::move(options)));
  }
  static std::unique_ptr<handshake::Peer> Start(handshake::PeerHost host) {
    std::vector<handshake::PeerHost> hosts;
    hosts.push_back(std::move(host));
    return Start(std::move(hosts));
  }

  /// Explains https://localhost:PORT/ with further `words`; the server's CA is given.
  Transcript Explain(uint16_t port, std::vector<std::string> words = {},
                     const std::string& host = "localhost", const std::string& path = "/") const {
    words.insert(words.begin(), {"--server-ca", "ca.pem"});
    return ExplainBare(port, std::move(words), host, path);
  }
  Transcript ExplainBare(uint16_t port, std::vector<std::string> words,
                         const std::string& host = "localhost",
                         const std::string& path = "/") const {
    const std::string number = std::to_string(port);
    words.insert(words.begin(), "https://" + host + ":" + number + path);
    Transcript transcript;
    transcript.command = "shakedown explain";
    for (const std::string& word : words) {
      transcript.command += ' ' + (word.empty() ? "''" : WithoutPort(word, number));
    }
    words.insert(words.begin(), {SHAKEDOWN_BINARY, "explain"});
    words.insert(words.end(), {"--json", "diagnosis.json"});
    const auto result =
        testing_support::RunProgram(words, {"SSLKEYLOGFILE"}, folder(), Milliseconds(30000));
    transcript.error = result.err;
    transcript.screen = WithoutPort(result.out.substr(0, EndOfFirstScreen(result.out)), number);
    ReadCause(&transcript);
    return transcript;
  }

  /// Runs a suite that holds `scenario` and the identity alice (good.pem) against the server. The
  /// screen is the block of its one failed case.
  Transcript RunScenario(uint16_t port, const std::string& scenario) const {
    const std::string number = std::to_string(port);
    const std::string suite =
        "<suite xmlns=\"urn:shakedown:suite:1\" name=\"gate\" title=\"Our gate\"><identities>"
        "<identity id=\"alice\" certificate=\"good.pem\" key=\"good.key\"/></identities>" +
        scenario + "</suite>\n";
    if (!WriteFile(folder_.File("gate.xml"), suite)) std::abort();
    const auto result = testing_support::RunProgram(
        {SHAKEDOWN_BINARY, "run", "gate.xml", "--target", "https://localhost:" + number + "/",
         "--json", "run.json", "--color", "never"},
        {"SSLKEYLOGFILE"}, folder(), Milliseconds(30000));
    Transcript transcript;
    transcript.command = "shakedown run gate.xml --target https://localhost:8443/";
    const size_t begin = result.out.find("\n\nFAIL ") + 2;
    const size_t end = result.out.find("\n\nBy cause", begin);
    if (result.exit_code != 1) transcript.error = result.out + result.err;
    transcript.screen = WithoutPort(result.out.substr(begin, end - begin), number);
    const auto text = ReadFile(folder_.File("run.json"));
    const auto report = nlohmann::json::parse(text ? *text : "", nullptr, false);
    const nlohmann::json::json_pointer cause("/suites/0/cases/0/executions/0/diagnosis/cause");
    if (!report.is_discarded() && report.contains(cause)) {
      transcript.cause = report[cause]["id"];
      transcript.certainty = report[cause]["certainty"];
    }
    return transcript;
  }

 private:
  static size_t EndOfFirstScreen(const std::string& text) {
    return std::min(text.find("\n\nNotes\n"), text.find("\n\nHandshake: "));
  }
  static std::string WithoutPort(std::string text, const std::string& port) {
    for (size_t at = text.find(":" + port); at != std::string::npos; at = text.find(":" + port)) {
      text.replace(at, port.size() + 1, ":8443");
    }
    return text;
  }
  void ReadCause(Transcript* transcript) const {
    const auto text = ReadFile(folder_.File("diagnosis.json"));
    if (!text) return;
    const auto document = nlohmann::json::parse(*text, nullptr, false);
    if (!document.is_object() || !document.contains("cause")) return;
    transcript->cause = document["cause"]["id"];
    transcript->certainty = document["cause"]["certainty"];
  }

  testing_support::TemporaryFolder folder_;
};

/// How a cause is made to happen.
struct Reproduction {
  std::string_view id;
  std::string_view setting;  ///< what was set up, one or two sentences
  Transcript (*run)(World&);
  /// The cause is told beside another one, under "Also".
  bool beside = false;
};

std::vector<Reproduction> ClientReproductions();
std::vector<Reproduction> ServerReproductions();
std::vector<Reproduction> CertificateReproductions();
std::vector<Reproduction> PathReproductions();

}  // namespace shakedown::docs
