#include "diagnosis/hops/known_hop.h"

namespace shakedown::diagnosis {
namespace {

constexpr HopKind kKind = HopKind::kInspection;
/// Chromium's list of products that open TLS, by the issuer's name.
constexpr const char* kChromium =
    "https://github.com/bloomberg/chromium.bb/blob/0d85b910f6675a51f6cd5ea0cfe407ef75279cfd/chrome/"
    "browser/resources/ssl/ssl_error_assistant/ssl_error_assistant.asciipb";

// Palo Alto Networks, Check Point, F5 and Squid sign with whatever authority they are given, which
// no table can know.
constexpr KnownHop kRows[] = {
    {"Zscaler", kKind, kChromium, {}, {{{"O", "zscaler"}, {"CN", "zscaler"}}}},
    {"Netskope",
     kKind,
     "https://docs.netskope.com/en/certificates/",
     {},
     {{{"O", "netskope"}, {"CN", "goskope.com"}}}},
    {"Cisco Umbrella", kKind, kChromium, {}, {{{"CN", "cisco umbrella"}}}},
    {"Cloudflare Gateway",
     kKind,
     "https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/"
     "user-side-certificates/",
     {},
     {{{"CN", "gateway ca - cloudflare"}}}},
    {"Forcepoint", kKind, kChromium, {}, {{{"CN", "forcepoint cloud ca"}, {"O", "forcepoint"}}}},
    {"Fortinet FortiGate", kKind, kChromium, {}, {{{"O", "fortinet"}, {"CN", "fortigate ca"}}}},
    {"Sophos",
     kKind,
     kChromium,
     {},
     {{{"CN", "sophos ssl ca_"}, {"CN", "sophos_ca_"}, {"O", "sophosutm"}, {"O", "sophos plc"}}}},
    {"Symantec ProxySG (Blue Coat)", kKind, kChromium, {}, {{{"O", "blue coat"}}}},
    {"Skyhigh (McAfee) Web Gateway", kKind, kChromium, {}, {{{"CN", "mcafee web gateway"}}}},
    {"Trend Micro IWSS", kKind, kChromium, {}, {{{"CN", "iwss.trend"}}}},
    {"SonicWall", kKind, kChromium, {}, {{{"O", "https management certificate for sonicwall"}}}},
    {"Smoothwall",
     kKind,
     kChromium,
     {},
     {{{"CN", "smoothwall-default-root-certificate-authority"}}}},
    {"ContentKeeper", kKind, kChromium, {}, {{{"CN", "contentkeeper appliance ca"}}}},
    {"Cyberoam", kKind, kChromium, {}, {{{"O", "cyberoam certificate authority"}}}},
    {"NetSpark", kKind, kChromium, {}, {{{"CN", "www.netspark.com"}}}},
    {"Kaspersky",
     kKind,
     kChromium,
     {},
     {{{"CN", "kaspersky anti-virus personal root certificate"}}}},
    {"Avast", kKind, kChromium, {}, {{{"CN", "avast! web/mail shield"}}}},
    {"Bitdefender", kKind, kChromium, {}, {{{"CN", "bitdefender personal ca"}}}},
    {"mitmproxy",
     kKind,
     "https://docs.mitmproxy.org/stable/concepts/certificates/",
     {},
     {{{"CN", "mitmproxy"}}}},
    {"Fiddler",
     kKind,
     "https://docs.telerik.com/fiddler/configure-fiddler/tasks/decrypthttps",
     {},
     {{{"CN", "do_not_trust_fiddlerroot"}}}},
    {"Burp Suite",
     kKind,
     "https://portswigger.net/burp/documentation/desktop/external-browser-config/certificate",
     {},
     {{{"CN", "portswigger ca"}}}},
    {"Charles",
     kKind,
     "https://www.charlesproxy.com/documentation/using-charles/ssl-certificates/",
     {},
     {{{"CN", "charles proxy ca"}}}},
    {"ZAP",
     kKind,
     "https://www.zaproxy.org/docs/desktop/addons/network/options/servercertificates/",
     {},
     {{{"CN", "owasp zed attack proxy root ca"}, {"CN", "zap root ca"}}}},
};

}  // namespace

std::span<const KnownHop> Inspectors() { return kRows; }

}  // namespace shakedown::diagnosis
