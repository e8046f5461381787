// A hint beside other causes: without names a client with several certificates cannot choose.
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"
#include "diagnosis/rules/withholding.h"

namespace shakedown::diagnosis {

std::optional<Finding> ServerEmptyCaList(const Case& c) {
  const tls::CertificateRequest* request = WithheldFrom(c);
  if (request == nullptr || KeyIsRefused(c, *request)) return std::nullopt;
  if (!request->ca_names.empty()) return std::nullopt;
  Draft draft(c, Certainty::kPossible);
  draft.Summary("the server names no authority, and this client sent none of its certificates")
      .Explain(
          "The server asked for a certificate without saying whose it accepts. That is allowed, "
          "and "
          "many clients then send what they have. A client that holds several certificates, or "
          "that chooses by the list alone, may send none.")
      .ShowRequest()
      .ShowSent()
      .ShowVerdict()
      .Fix(
          "on the server: announce the authorities that issue client certificates (nginx: "
          "ssl_client_certificate)")
      .Fix("on the client: name the certificate to use instead of leaving the choice to the store");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
