#include <fmt/format.h>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {
namespace {

/// TLS 1.2 has no way to tell which curves a client's key may be on. A server with one curve
/// configured answers a certificate with a key on another with illegal_parameter.
std::optional<Finding> CurveRefused(const Case& c) {
  if (c.version != tls::Version::kTls12 || !c.RefusedPresented() || c.identity().chain.empty() ||
      c.Alert() != tls::AlertDescription::kIllegalParameter) {
    return std::nullopt;
  }
  const attempt::KeyFacts& key = c.identity().chain.front().key;
  if (key.type != attempt::KeyType::kEc || key.curve == "P-256") return std::nullopt;
  Draft draft(c, Certainty::kLikely);
  draft.Summary(fmt::format("the server does not take keys on the curve {}", key.curve))
      .Explain(fmt::format(
          "The client's key is {}. In TLS 1.2 a server accepts keys on the curves that it is "
          "configured for, often P-256 alone, and cannot tell the client which. It refuses others "
          "as an illegal parameter. TLS 1.3 takes them by their signature algorithm.",
          ToText(key)))
      .ShowSent()
      .ShowVerdict()
      .Fix("use a key on P-256, or TLS 1.3")
      .Fix("or have the server accept the curve (PostgreSQL: ssl_ecdh_curve; OpenSSL: groups)");
  return draft.Done();
}

}  // namespace

std::optional<Finding> ClientKeyNotAccepted(const Case& c) {
  if (auto curve = CurveRefused(c)) return curve;
  const tls::CertificateRequest* request = WithheldFrom(c);
  if (request == nullptr || !KeyIsRefused(c, *request)) return std::nullopt;
  const attempt::KeyFacts& key = c.identity().chain.front().key;
  const bool by_algorithm = KeyFits(key, *request) == false;
  const std::string own =
      by_algorithm ? "its signatures would be " + ListSchemes(SchemesOf(key, request->version))
                   : "its kind is not among the certificate types";
  // Several clients ignore the list of certificate types; the signature algorithms bind them all.
  Draft draft(c, by_algorithm ? Certainty::kCertain : Certainty::kLikely);
  draft
      .Summary(fmt::format("the server accepts no signature that the client's {} key can make",
                           ToText(key)))
      .Explain(fmt::format(
          "With its request the server lists the kinds of signature it accepts, and none of them "
          "can be made with the client's {} key. The TLS library therefore presented nothing, "
          "without a message, and the server saw a client without a certificate.",
          ToText(key)))
      .Show(fmt::format("CertificateRequest lists the signature algorithms {}",
                        ListSchemes(request->signature_algorithms)),
            c.request()->number)
      .Show(fmt::format("the client's key is {}; {}", ToText(key), own))
      .ShowSent()
      .ShowVerdict()
      .Fix(
          "use a certificate whose key the server accepts, or have its list of client signature "
          "algorithms extended (OpenSSL: ClientSignatureAlgorithms)");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
