// The files that all servers under test share: their own certificate, the authorities they trust
// and revocation lists, good and bad. Made at run time, below the caller's folder.
#pragma once

#include <sys/stat.h>

#include <string>
#include <vector>

#include "core/file.h"
#include "pki/mint.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown::testing_support {

/// The authorities of a world of servers and clients.
struct ClientAuthorities {
  /// `key` is that of the two roots.
  explicit ClientAuthorities(pki::KeyKind key = pki::KeyKind::kRsa2048)
      : root(Need(pki::MintRoot("Matrix Root CA", key))),
        issuing(IssuingBelow(*root)),
        second(Need(pki::MintRoot("Matrix Second CA", key))) {}

  pki::AuthorityPtr root;
  /// Below `root`, each below the one before it.
  std::vector<pki::AuthorityPtr> issuing;
  /// Trusted by a second host only.
  pki::AuthorityPtr second;
  pki::AuthorityPtr server = Need(pki::MintRoot("Matrix Server CA"));

 private:
  static std::vector<pki::AuthorityPtr> IssuingBelow(const pki::Authority& above) {
    std::vector<pki::AuthorityPtr> issuing;
    const pki::Authority* issuer = &above;
    for (const char* name : {"Matrix Issuing CA 1", "Matrix Issuing CA 2", "Matrix Issuing CA 3"}) {
      issuing.push_back(Need(pki::MintIntermediate(*issuer, name)));
      issuer = issuing.back().get();
    }
    return issuing;
  }
};

/// Revocation lists of those authorities.
struct RevocationLists {
  ossl::CrlPtr root;                ///< lists `revoked`
  std::vector<ossl::CrlPtr> below;  ///< of the issuing authorities, empty lists
  ossl::CrlPtr stale;               ///< of the root, out of date

  RevocationLists(const ClientAuthorities& authorities, X509* revoked) {
    X509* const listed[] = {revoked};
    root = Need(pki::MintCrl(*authorities.root, listed));
    stale = Need(pki::MintCrl(*authorities.root, listed, Milliseconds(-3'600'000)));
    for (const auto& authority : authorities.issuing) {
      below.push_back(Need(pki::MintCrl(*authority, {})));
    }
  }
  std::vector<X509_CRL*> All() const {
    std::vector<X509_CRL*> all{root.get()};
    for (const ossl::CrlPtr& crl : below) all.push_back(crl.get());
    return all;
  }
};

/// server.pem (with its CA), server.key, server-bundle.pem (both), server.p12; root.pem,
/// root-issuing.pem, issuing.pem, second.pem, pinned.pem; crl-root.pem, crl-all.pem,
/// root-crl-all.pem (both), crl-stale.pem; front.pem, front.key and front-bundle.pem (both), the
/// client identity of servers that are clients themselves.
class PkiFolder {
 public:
  PkiFolder(const ClientAuthorities& authorities, const RevocationLists& lists, X509* pinned) {
    // Servers that give up root's rights still have to look into it.
    chmod(folder_.path().c_str(), 0711);
    WriteServer(authorities);
    WriteFront(authorities);
    const std::string root = Pem(authorities.root->certificate.get());
    const std::string issuing = Pem(authorities.issuing.front()->certificate.get());
    Write("root.pem", root);
    Write("issuing.pem", issuing);
    Write("root-issuing.pem", root + issuing);
    Write("second.pem", Pem(authorities.second->certificate.get()));
    Write("pinned.pem", Pem(pinned));
    WriteList("crl-root.pem", {lists.root.get()});
    WriteList("crl-all.pem", lists.All());
    Write("root-crl-all.pem", root + Need(ReadFile(File("crl-all.pem"))));
    WriteList("crl-stale.pem", {lists.stale.get()});
  }

  const std::string& path() const { return folder_.path(); }
  std::string File(const std::string& name) const { return folder_.File(name); }

  static constexpr const char* kPassphrase = "matrix";  ///< of server.p12

 private:
  void WriteServer(const ClientAuthorities& authorities) {
    pki::MintRequest request;
    request.name = "server";
    request.common_name = "localhost";
    request.dns_names = {"localhost", "open.test", "secure.test", "other.test"};
    request.server = true;
    const auto server = Need(pki::Mint(*authorities.server, request));
    if (!pki::WriteIdentity(folder_.path(), *server, kPassphrase)) std::abort();
    const std::string chain =
        Need(ReadFile(File("server.pem"))) + Pem(authorities.server->certificate.get());
    Write("server.pem", chain);
    Write("server-bundle.pem", chain + Need(ReadFile(File("server.key"))));
  }

  void WriteFront(const ClientAuthorities& authorities) {
    pki::MintRequest request;
    request.name = "front";
    const auto front = Need(pki::Mint(*authorities.root, request));
    if (!pki::WriteIdentity(folder_.path(), *front)) std::abort();
    Write("front-bundle.pem",
          Need(ReadFile(File("front.pem"))) + Need(ReadFile(File("front.key"))));
  }

  static std::string Pem(X509* certificate) {
    const ossl::BioPtr memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate);
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &data);
    return std::string(data, static_cast<size_t>(length));
  }

  void Write(const std::string& name, const std::string& content) {
    if (!WriteFile(File(name), content)) std::abort();
  }
  void WriteList(const std::string& name, std::vector<X509_CRL*> lists) {
    if (!pki::WriteCrl(File(name), lists)) std::abort();
  }

  TemporaryFolder folder_;
};

}  // namespace shakedown::testing_support
