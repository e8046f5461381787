#include "pki/file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "core/text.h"

namespace shakedown::pki {
namespace {

constexpr size_t kHeadLength = 4096;

bool IsBase64(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/' || c == '=' ||
         c == '\n' || c == '\r';
}

bool IsSafeInShell(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("._/+-,:@%=").find(c) != std::string_view::npos;
}

/// One hint per kind; `file` is already a shell word.
std::string HintFor(FileKind wanted, FileKind found, const std::string& file) {
  switch (found) {
    case FileKind::kCertificate: return "name the private key with --key, or the bundle with --p12";
    case FileKind::kPrivateKey:
      return wanted == FileKind::kCertificate
                 ? "name the certificate with --cert and this file with --key"
                 : "name the file that holds the list";
    case FileKind::kCrl: return "name this file with --crl";
    case FileKind::kEmpty: return "write the file again; it was never filled or was cut off";
    case FileKind::kHtml:
      return "download the file itself: what was saved is the page around it or a login page";
    case FileKind::kJavaKeyStore:
      return "convert it and use --p12: keytool -importkeystore -srckeystore " + file +
             " -destkeystore identity.p12 -deststoretype PKCS12";
    case FileKind::kPuttyKey:
      return "convert it: puttygen " + file +
             " -O private-openssh -o key.tmp && ssh-keygen -p -m PEM -f key.tmp";
    case FileKind::kOpenSshKey:
      return "convert a copy: cp " + file + " key.pem && ssh-keygen -p -m PEM -f key.pem";
    case FileKind::kSshPublicKey:
      return "TLS needs an X.509 certificate and its private key; an SSH key alone is neither";
    case FileKind::kCertificateRequest:
      return "have a CA sign it: openssl x509 -req -in " + file +
             " -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out client.pem";
    case FileKind::kPublicKey:
      return wanted == FileKind::kPrivateKey
                 ? "name the private half; check a file with: openssl pkey -noout -in FILE"
                 : "name the certificate that carries this key";
    case FileKind::kParameters: return "name the file with the key or certificate itself";
    case FileKind::kPkcs12: return "use --p12 " + file + " instead";
    case FileKind::kPkcs7:
      return "extract the certificates: openssl pkcs7 -print_certs -in " + file +
             " -out chain.pem (add -inform DER if it is binary)";
    case FileKind::kUtf16:
      return "convert it: iconv -f UTF-16 -t US-ASCII " + file + " > converted.pem";
    case FileKind::kBareBase64:
      return "decode it and use the result: openssl base64 -d -in " + file + " -out decoded.der";
    case FileKind::kUnknown: break;
  }
  return "look at it with: openssl asn1parse -in " + file + " (add -inform DER if it is binary)";
}

/// The noun without its article.
std::string_view WantedNoun(FileKind wanted) { return Noun(wanted).substr(2); }

}  // namespace

std::string_view Noun(FileKind kind) {
  switch (kind) {
    case FileKind::kCertificate: return "a certificate";
    case FileKind::kPrivateKey: return "a private key";
    case FileKind::kCrl: return "a certificate revocation list";
    case FileKind::kEmpty: return "nothing";
    case FileKind::kHtml: return "a web page (HTML)";
    case FileKind::kJavaKeyStore: return "a Java key store (JKS or JCEKS)";
    case FileKind::kPuttyKey: return "a PuTTY private key";
    case FileKind::kOpenSshKey: return "an OpenSSH private key";
    case FileKind::kSshPublicKey: return "an SSH public key";
    case FileKind::kCertificateRequest: return "a certificate signing request";
    case FileKind::kPublicKey: return "a public key";
    case FileKind::kParameters: return "key parameters";
    case FileKind::kPkcs12: return "a PKCS#12 bundle";
    case FileKind::kPkcs7: return "a PKCS#7 bundle";
    case FileKind::kUtf16: return "text in UTF-16";
    case FileKind::kBareBase64: return "base64 without PEM lines around it";
    case FileKind::kUnknown: return "something else";
  }
  return "something else";
}

FileKind GuessKind(std::string_view content) {
  using namespace std::string_view_literals;
  const std::string_view head = content.substr(0, kHeadLength);
  if (Trimmed(head).empty()) return FileKind::kEmpty;
  if (head.starts_with("\xFE\xED\xFE\xED"sv)) return FileKind::kJavaKeyStore;  // JKS
  if (head.starts_with("\xCE\xCE\xCE\xCE"sv)) return FileKind::kJavaKeyStore;  // JCEKS
  if (head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv)) return FileKind::kUtf16;
  const std::string lower = ToLowerAscii(Trimmed(head));
  if (lower.starts_with("putty-user-key-file")) return FileKind::kPuttyKey;
  if (lower.starts_with("ssh-") || lower.starts_with("ecdsa-sha2-")) {
    return FileKind::kSshPublicKey;
  }
  if (lower.starts_with('<') &&
      (lower.find("<html") != std::string::npos || lower.find("<!doctype") != std::string::npos)) {
    return FileKind::kHtml;
  }
  // Base64 of a DER SEQUENCE begins with 'M'.
  if (head.starts_with('M') && content.size() > 64 &&
      std::all_of(head.begin(), head.end(), IsBase64)) {
    return FileKind::kBareBase64;
  }
  return FileKind::kUnknown;
}

FileKind KindOfLabel(std::string_view label) {
  constexpr auto kLabels = std::to_array<std::pair<std::string_view, FileKind>>({
      {"CERTIFICATE", FileKind::kCertificate},
      {"X509 CERTIFICATE", FileKind::kCertificate},
      {"TRUSTED CERTIFICATE", FileKind::kCertificate},
      {"X509 CRL", FileKind::kCrl},
      {"CERTIFICATE REQUEST", FileKind::kCertificateRequest},
      {"NEW CERTIFICATE REQUEST", FileKind::kCertificateRequest},
      {"PUBLIC KEY", FileKind::kPublicKey},
      {"RSA PUBLIC KEY", FileKind::kPublicKey},
      {"OPENSSH PRIVATE KEY", FileKind::kOpenSshKey},
      {"SSH2 PUBLIC KEY", FileKind::kSshPublicKey},
      {"PKCS7", FileKind::kPkcs7},
      {"CMS", FileKind::kPkcs7},
      {"PKCS12", FileKind::kPkcs12},
      {"EC PARAMETERS", FileKind::kParameters},
      {"DH PARAMETERS", FileKind::kParameters},
      {"X9.42 DH PARAMETERS", FileKind::kParameters},
      {"DSA PARAMETERS", FileKind::kParameters},
  });
  for (const auto& [name, kind] : kLabels) {
    if (label == name) return kind;
  }
  return label.ends_with("PRIVATE KEY") ? FileKind::kPrivateKey : FileKind::kUnknown;
}

Error WrongKind(const std::string& path, FileKind wanted, FileKind found) {
  std::string message = "'" + Printable(path) + "' ";
  if (found == FileKind::kEmpty) {
    message += "is empty";
  } else {
    message += "holds no " + std::string(WantedNoun(wanted)) + " but " + std::string(Noun(found));
  }
  return Error(ErrorCode::kFormat, std::move(message))
      .WithHint(HintFor(wanted, found, ShellWord(path)));
}

std::string ShellWord(const std::string& path) {
  if (!path.empty() && path.front() != '-' &&
      std::all_of(path.begin(), path.end(), IsSafeInShell)) {
    return path;
  }
  std::string word = path.starts_with('-') ? "'./" : "'";
  for (const char c : Printable(path)) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace shakedown::pki
