// What from the server's side would settle what probes could not.
#include <algorithm>
#include <array>

#include "diagnosis/advice.h"
#include "diagnosis/listing.h"
#include "diagnosis/probe.h"

namespace shakedown::diagnosis {
namespace {

/// What settles a cause, beside the server's log.
enum class Key { kClientCa, kLink, kCrl, kServerCa, kOrigin, kRules, kSni, kPatience };

struct Opens {
  std::string_view id;
  Key key;
};

constexpr std::array<Opens, 24> kOpens = {{
    {"certificate.untrusted-issuer", Key::kClientCa},
    {"certificate.self-signed", Key::kClientCa},
    {"certificate.missing-intermediate", Key::kLink},
    {"certificate.too-deep", Key::kClientCa},
    {"certificate.wrong-purpose", Key::kClientCa},
    {"certificate.weak", Key::kClientCa},
    {"certificate.expired", Key::kClientCa},
    {"certificate.not-yet-valid", Key::kClientCa},
    {"certificate.unsupported-shape", Key::kClientCa},
    {"certificate.proof-failed", Key::kClientCa},
    {"server.misconfigured-trust", Key::kClientCa},
    {"path.closed-without-reason", Key::kClientCa},
    {"client.issuer-not-listed", Key::kClientCa},
    {"client.chain-gap", Key::kClientCa},
    {"certificate.revoked", Key::kCrl},
    {"certificate.revocation-unknown", Key::kCrl},
    {"path.intercepted", Key::kServerCa},
    {"path.tls-terminated", Key::kOrigin},
    {"certificate.not-authorised", Key::kRules},
    {"server.no-request", Key::kRules},
    {"server.late-request", Key::kRules},
    {"server.no-request-sni", Key::kSni},
    {"path.unknown-name", Key::kSni},
    {"path.unreachable", Key::kPatience},
}};

std::string StepOf(Key key) {
  switch (key) {
    case Key::kClientCa:
      return "the file of authorities that the server trusts: with --client-ca FILE the chain is "
             "verified here just as the server would";
    case Key::kLink: return "";  // needs the names of the case
    case Key::kCrl:
      return "the revocation list that the server uses: --crl FILE, together with --client-ca "
             "FILE, tells revoked from out of date";
    case Key::kServerCa:
      return "the authority of the server's own certificate: --server-ca FILE tells whether "
             "something on the way shows another";
    case Key::kOrigin:
      return "the address of the server behind the front: --resolve HOST:PORT:ADDR asks it "
             "directly";
    case Key::kRules:
      return "the rules of the server's application for this path: whether they want a "
             "certificate, and whose";
    case Key::kSni: return "the host names that the server knows: --sni NAME asks for another one";
    case Key::kPatience: return "a second try from another network, or with a longer --timeout";
  }
  return "";
}

/// The line that names the reason, where the product writes one.
std::string LogLine(Product product) {
  switch (product) {
    case Product::kNginx:
      return "the line 'client SSL certificate verify error: (NUMBER:REASON)' in nginx's error "
             "log, which it writes at level info";
    case Product::kApache:
      return "the line 'Certificate Verification: Error (NUMBER): REASON' in Apache's error log, "
             "which it writes with LogLevel ssl:info";
    default: return LogAdvice(product);
  }
}

class Steps {
 public:
  explicit Steps(std::span<const attempt::Attempt> attempts)
      : identity_(attempts.empty() ? nullptr : &attempts.front().identity) {}

  void Add(const std::string& id) {
    const auto found = std::find_if(kOpens.begin(), kOpens.end(),
                                    [&id](const Opens& opens) { return opens.id == id; });
    if (found == kOpens.end()) return;
    // The file was given, and what it says is in the diagnosis already.
    const bool trust_known = identity_ != nullptr && identity_->path.has_value();
    if (found->key == Key::kClientCa && trust_known) return;
    Say(found->key == Key::kLink ? LinkStep() : StepOf(found->key));
  }
  void Say(std::string step) {
    if (std::find(steps_.begin(), steps_.end(), step) == steps_.end()) {
      steps_.push_back(std::move(step));
    }
  }
  std::vector<std::string> Take() { return std::move(steps_); }

 private:
  std::string LinkStep() const {
    const bool known = identity_ != nullptr && !identity_->chain.empty();
    return "the certificate of the issuer" +
           (known ? " " + NameText(identity_->chain.back().issuer) : std::string()) +
           ": with --chain FILE it is sent along, and shows whether it was the missing link";
  }

  const attempt::IdentityFacts* const identity_;  ///< may be null
  std::vector<std::string> steps_;
};

}  // namespace

std::vector<std::string> NextSteps(const Diagnosis& diagnosis,
                                   std::span<const attempt::Attempt> attempts) {
  // Whoever got in asks no further, unless a front answered that it could not.
  const bool by_front =
      std::any_of(diagnosis.alternatives.begin(), diagnosis.alternatives.end(),
                  [](const Finding& finding) { return finding.id == "path.tls-terminated"; });
  if (diagnosis.outcome == Outcome::kAccepted && !by_front) return {};
  if (diagnosis.cause.certainty == Certainty::kCertain) return {};
  Steps steps(attempts);
  steps.Add(diagnosis.cause.id);
  for (const Finding& finding : diagnosis.alternatives) steps.Add(finding.id);
  // A server that was not reached has written nothing.
  if (diagnosis.layer != Layer::kConnect) steps.Say(LogLine(diagnosis.dialect.product));
  return steps.Take();
}

}  // namespace shakedown::diagnosis
