#include <fmt/format.h>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {

std::optional<Finding> ClientKeyNotAccepted(const Case& c) {
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
