#include <utility>

#include "core/text.h"
#include "pki/make_identity.h"
#include "pki/mint.h"
#include "pki/order_chain.h"
#include "pki/read_facts.h"

namespace shakedown::pki {

Result<AuthorityPtr> LoadAuthority(const std::string& certificate, const std::string& key,
                                   const std::string& passphrase) {
  const IdentityFiles files{
      .certificate = certificate, .key = key, .chain = {}, .passphrase = passphrase};
  Result<IdentityPtr> loaded = LoadIdentity(files);
  if (!loaded) return std::move(loaded).error().AddContext("loading the CA");
  X509* const leaf = (*loaded)->leaf.get();
  if (X509_check_ca(leaf) == 0) {
    return Error(ErrorCode::kFormat, "'" + Printable(certificate) + "' is not a CA certificate: " +
                                         SubjectText(leaf) + " may not issue certificates")
        .WithHint("name the CA's own certificate; it says CA:TRUE in: openssl x509 -noout -text");
  }
  auto authority = std::make_shared<Authority>();
  authority->certificate = ossl::UpRef(leaf);
  authority->key = ossl::UpRef((*loaded)->key.get());
  if (!Issued(leaf, leaf)) authority->chain.push_back(ossl::UpRef(leaf));
  for (ossl::X509Ptr& above : UpRefAll((*loaded)->chain)) {
    authority->chain.push_back(std::move(above));
  }
  return AuthorityPtr(std::move(authority));
}

}  // namespace shakedown::pki
