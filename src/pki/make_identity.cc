#include "pki/make_identity.h"

#include <utility>

#include "ossl/error_queue.h"
#include "pki/read_facts.h"

namespace shakedown::pki {

std::vector<ossl::X509Ptr> UpRefAll(std::span<const ossl::X509Ptr> certificates) {
  std::vector<ossl::X509Ptr> copies;
  copies.reserve(certificates.size());
  for (const ossl::X509Ptr& certificate : certificates) {
    copies.push_back(ossl::UpRef(certificate.get()));
  }
  return copies;
}

IdentityPtr MakeIdentity(std::string name, ossl::X509Ptr leaf, std::vector<ossl::X509Ptr> chain,
                         std::vector<ossl::X509Ptr> withheld, ossl::PkeyPtr key) {
  auto identity = std::make_shared<Identity>();
  attempt::IdentityFacts& facts = identity->facts;
  facts.name = name;
  facts.present = true;
  facts.chain.push_back(ReadFacts(leaf.get()));
  for (const ossl::X509Ptr& certificate : chain) {
    facts.chain.push_back(ReadFacts(certificate.get()));
  }
  for (const ossl::X509Ptr& certificate : withheld) {
    facts.withheld.push_back(ReadFacts(certificate.get()));
  }
  facts.key_matches = X509_check_private_key(leaf.get(), key.get()) == 1;
  ossl::ClearErrors();
  identity->name = std::move(name);
  identity->leaf = std::move(leaf);
  identity->chain = std::move(chain);
  identity->withheld = std::move(withheld);
  identity->key = std::move(key);
  return identity;
}

}  // namespace shakedown::pki
