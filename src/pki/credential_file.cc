#include "pki/credential_file.h"

#include <openssl/pem.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/text.h"
#include "ossl/error_queue.h"

namespace shakedown::pki {
namespace {

constexpr size_t kMaxBlocks = 20'000;

struct OpensslFree {
  void operator()(void* memory) const { OPENSSL_free(memory); }
};
template <typename T>
using Owned = std::unique_ptr<T, OpensslFree>;

/// Decodes one object that fills `der` exactly; null otherwise.
template <typename Pointer, typename Function>
Pointer DecodeExactly(ByteSpan der, Function function) {
  const uint8_t* position = der.data();
  Pointer object(function(nullptr, &position, static_cast<long>(der.size())));
  ossl::ClearErrors();
  if (object != nullptr && position != der.data() + der.size()) object.reset();
  return object;
}

/// 1-based line on which PEM block number `index` (from 0) begins; 0 if there is none.
int LineOfBlock(std::string_view text, size_t index) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  size_t at = text.find(kBegin);
  for (size_t i = 0; i < index && at != std::string_view::npos; ++i) {
    at = text.find(kBegin, at + 1);
  }
  if (at == std::string_view::npos) return 0;
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

Error DamagedBlock(const std::string& path, std::string_view text, size_t index,
                   const std::string& what) {
  const std::string file = ShellWord(path);
  return Error(ErrorCode::kFormat, what)
      .At({.file = Printable(path), .line = LineOfBlock(text, index)})
      .WithHint(
          "copy it again as a whole, from BEGIN to END; check with: openssl storeutl -noout " +
          file);
}

/// One PEM block as the library reads it.
struct Block {
  Owned<char> label;
  Owned<char> header;
  std::unique_ptr<uint8_t, OpensslFree> data;
  long length = 0;
  ByteSpan der() const { return {data.get(), static_cast<size_t>(length)}; }
  ~Block() {
    if (data != nullptr) OPENSSL_cleanse(data.get(), static_cast<size_t>(length));
  }
};

/// A certificate of a PEM block; a TRUSTED CERTIFICATE carries more behind it.
ossl::X509Ptr CertificateOf(const Block& block) {
  const uint8_t* position = block.data.get();
  return ossl::X509Ptr(d2i_X509_AUX(nullptr, &position, block.length));
}

/// Files `block` into `file`; false if its content is damaged.
bool Take(const Block& block, CredentialFile& file) {
  const FileKind kind = KindOfLabel(block.label.get());
  if (kind == FileKind::kCertificate) {
    file.certificates.push_back(CertificateOf(block));
    return file.certificates.back() != nullptr;
  }
  if (kind == FileKind::kCrl) {
    const uint8_t* position = block.data.get();
    file.crls.emplace_back(d2i_X509_CRL(nullptr, &position, block.length));
    return file.crls.back() != nullptr;
  }
  if (kind == FileKind::kPrivateKey) {
    file.keys.push_back({block.label.get(), block.header.get(), Secret(AsText(block.der()))});
    return true;
  }
  file.others.push_back(kind);
  return true;
}

Result<void> ReadPem(std::string_view text, CredentialFile& file) {
  const ossl::BioPtr source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (source == nullptr) return ossl::LibraryError(ErrorCode::kInternal, "cannot read PEM");
  for (size_t index = 0; index < kMaxBlocks; ++index) {
    char* label = nullptr;
    char* header = nullptr;
    uint8_t* data = nullptr;
    long length = 0;
    ossl::ClearErrors();
    const int read = PEM_read_bio(source.get(), &label, &header, &data, &length);
    const Block block{Owned<char>(label), Owned<char>(header), Owned<uint8_t>(data), length};
    if (read != 1) {
      ossl::ClearErrors();
      if (LineOfBlock(text, index) == 0) return {};  // all blocks were read
      return DamagedBlock(file.path, text, index, "the PEM block that begins here is damaged");
    }
    if (!Take(block, file)) {
      ossl::ClearErrors();
      return DamagedBlock(
          file.path, text, index,
          "the PEM block that begins here holds no valid " + Printable(block.label.get()));
    }
  }
  return Error(ErrorCode::kFormat, "'" + Printable(file.path) + "' holds more than " +
                                       std::to_string(kMaxBlocks) + " PEM blocks");
}

/// DER certificates one after the other; false if it begins with something else.
bool ReadDerCertificates(ByteSpan der, CredentialFile& file) {
  while (!der.empty()) {
    const uint8_t* position = der.data();
    ossl::X509Ptr certificate(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
    if (certificate == nullptr) break;
    der = der.subspan(static_cast<size_t>(position - der.data()));
    file.certificates.push_back(std::move(certificate));
    if (file.certificates.size() > kMaxBlocks) break;
  }
  ossl::ClearErrors();
  if (!der.empty()) file.certificates.clear();
  return !file.certificates.empty();
}

bool IsDerKey(ByteSpan der) {
  if (DecodeExactly<ossl::Pkcs8Ptr>(der, d2i_PKCS8_PRIV_KEY_INFO) != nullptr) return true;
  if (DecodeExactly<ossl::EncryptedKeyPtr>(der, d2i_X509_SIG) != nullptr) return true;
  return DecodeExactly<ossl::PkeyPtr>(der, d2i_AutoPrivateKey) != nullptr;
}

FileKind OtherDerKind(ByteSpan der) {
  if (DecodeExactly<ossl::RequestPtr>(der, d2i_X509_REQ) != nullptr) {
    return FileKind::kCertificateRequest;
  }
  if (DecodeExactly<ossl::PkeyPtr>(der, d2i_PUBKEY) != nullptr) return FileKind::kPublicKey;
  if (DecodeExactly<ossl::Pkcs7Ptr>(der, d2i_PKCS7) != nullptr) return FileKind::kPkcs7;
  return FileKind::kUnknown;
}

void ReadDer(ByteSpan der, CredentialFile& file) {
  if (ReadDerCertificates(der, file)) return;
  if (ossl::CrlPtr crl = DecodeExactly<ossl::CrlPtr>(der, d2i_X509_CRL)) {
    file.crls.push_back(std::move(crl));
    return;
  }
  if (DecodeExactly<ossl::Pkcs12Ptr>(der, d2i_PKCS12) != nullptr) {
    file.others.push_back(FileKind::kPkcs12);
    file.raw = Secret(AsText(der));
    return;
  }
  if (IsDerKey(der)) {
    file.keys.push_back({"", "", Secret(AsText(der))});
    return;
  }
  file.others.push_back(OtherDerKind(der));
}

}  // namespace

Result<CredentialFile> ReadCredentialFile(const std::string& path, size_t max_octets) {
  const Result<Secret> content = ReadSecretFile(path, max_octets);
  if (!content) {
    return Error(content.error()).WithHint("check the path and that you may read the file");
  }
  CredentialFile file;
  file.path = path;
  std::string_view text = content->view();
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark of UTF-8
  if (text.find("-----BEGIN ") != std::string_view::npos) {
    const Result<void> read = ReadPem(text, file);
    if (!read) return read.error();
    return file;
  }
  constexpr char kDerSequence = '\x30';
  if (text.starts_with(kDerSequence)) ReadDer(AsBytes(text), file);
  if (!text.starts_with(kDerSequence) || file.others == std::vector{FileKind::kUnknown}) {
    file.others = {GuessKind(text)};
  }
  return file;
}

Error Missing(const CredentialFile& file, FileKind wanted) {
  for (const FileKind other : file.others) {
    if (other != FileKind::kParameters) return WrongKind(file.path, wanted, other);
  }
  if (!file.certificates.empty()) {
    return WrongKind(file.path, wanted, FileKind::kCertificate);
  }
  if (!file.keys.empty()) return WrongKind(file.path, wanted, FileKind::kPrivateKey);
  if (!file.crls.empty()) return WrongKind(file.path, wanted, FileKind::kCrl);
  return WrongKind(file.path, wanted,
                   file.others.empty() ? FileKind::kUnknown : file.others.front());
}

}  // namespace shakedown::pki
