// The map of a report: <div data-map="pick|show" ...> from design/components/map.html, drawn with Leaflet.
// It is an extra. Without it (or when it fails) the page's words path does the same job.
//
// "pick": click, tap, or Enter on the map puts a pin; arrow keys or buttons move it; two inputs of the form
// get its latitude and longitude (WGS 84, six decimals), with a "change" event each.
// "show": one pin, nothing to choose.
// Addresses may hold {bbox}: then they are asked again, with west,south,east,north, whenever the map moves.

const LOOKS = {
  boundary: { color: "#5b3b78", weight: 3, dashArray: "8 6", fill: false },
  ward: { color: "#7c6a91", weight: 1.5, dashArray: "3 5", fill: false },
  water: { color: "#9cc4d9", weight: 1, fillColor: "#c9e2ee", fillOpacity: 1 },
  park: { color: "#9dbf95", weight: 1, fillColor: "#d3e6cc", fillOpacity: 1 },
  building: { color: "#c3b8a5", weight: 1, fillColor: "#ddd4c5", fillOpacity: 1 },
  road: { color: "#8f9b9c", weight: 4, fill: false },
  trunk: { color: "#b5651d", weight: 7, fill: false },
  light: { color: "#6b5200", weight: 1, fillColor: "#ffcb47", fillOpacity: 1, radius: 4 },
};
const NEAR_METRES = 60;
const LABELS_FROM_ZOOM = 16;
const MOST_LABELS = 30;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const PIN = '<svg viewBox="0 0 32 44" width="32" height="44" aria-hidden="true" focusable="false"><path d="M16 1C7.7 1 1 7.6 1 15.8 1 26.5 16 43 16 43s15-16.5 15-27.2C31 7.6 24.3 1 16 1Z" fill="currentColor" stroke="#fff" stroke-width="2"/><circle cx="16" cy="15.5" r="5.5" fill="#fff"/></svg>';

function numbers(text) {
  return text.split(",").map(Number);
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

class CouncilMap {
  constructor(root) {
    this.root = root;
    this.texts = root.dataset;
    this.picking = root.dataset.map === "pick";
    this.named = []; // roads with a name: {name, lines of latitude and longitude}
    this.labels = L.layerGroup();
    this.reports = L.layerGroup();
    this.pin = null;
    this.draw();
    this.load();
    if (this.picking) this.offerTools();
    this.restore();
  }

  draw() {
    this.root.setAttribute("role", "region");
    this.root.setAttribute("aria-label", this.texts.label);
    this.canvas = element("div", "fd-map__canvas");
    this.canvas.setAttribute("role", "application"); // so that screen readers hand it the arrow keys
    this.canvas.setAttribute("aria-label", this.texts.label);
    const help = this.root.querySelector(".govuk-hint");
    if (help) this.canvas.setAttribute("aria-describedby", help.id);
    this.root.append(this.canvas);
    this.root.hidden = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(this.canvas, {
      center: numbers(this.texts.centre),
      zoom: Number(this.texts.zoom),
      minZoom: 9,
      maxZoom: 19,
      preferCanvas: true,
      zoomControl: false,
      scrollWheelZoom: false,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
    });
    // The wheel scrolls the page until somebody works with the map.
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    L.control.zoom({ zoomInTitle: this.texts.textZoomIn, zoomOutTitle: this.texts.textZoomOut }).addTo(this.map);
    this.map.attributionControl.setPrefix(false);
    if (this.texts.attribution) this.map.attributionControl.addAttribution(this.texts.attribution);
    else this.map.attributionControl.remove();
    if (this.texts.bounds) {
      const [south, west, north, east] = numbers(this.texts.bounds);
      this.bounds = L.latLngBounds([south, west], [north, east]);
      this.map.setMaxBounds(this.bounds.pad(0.2));
    }
    if (this.texts.tiles) L.tileLayer(this.texts.tiles, { maxZoom: 19 }).addTo(this.map);
    this.labels.addTo(this.map);
    this.reports.addTo(this.map);
  }

  // ---- the council's own layers and the reports of others

  load() {
    for (const line of this.texts.layers.split("\n").filter(Boolean)) {
      const [look, address] = line.trim().split(/\s+/, 2);
      this.follow(address, L.layerGroup().addTo(this.map), (group, data) => this.drawLayer(group, look, data));
    }
    if (this.texts.reports) {
      this.follow(this.texts.reports, this.reports, (group, data) => this.drawReports(group, data));
    }
    this.map.on("moveend", () => this.nameRoads());
  }

  async follow(address, group, drawn) {
    let asked = 0;
    const fetchOnce = async () => {
      const turn = ++asked;
      const answer = await fetch(address.replace("{bbox}", encodeURIComponent(this.map.getBounds().toBBoxString())), {
        headers: { Accept: "application/geo+json, application/json" },
      });
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      const data = await answer.json();
      if (turn !== asked) return; // a later move has overtaken this answer
      group.clearLayers();
      drawn(group, data);
      this.nameRoads();
    };
    if (address.includes("{bbox}")) this.map.on("moveend", () => fetchOnce().catch(() => {}));
    try {
      await fetchOnce();
    } catch (problem) {
      console.warn(problem); // one layer less; the pin still works
    }
  }

  drawLayer(group, look, data) {
    const style = LOOKS[look] ?? LOOKS.road;
    L.geoJSON(data, {
      interactive: false,
      style: (feature) => (look === "road" && feature.properties?.trunk ? LOOKS.trunk : style),
      pointToLayer: (_feature, at) => L.circleMarker(at, { ...style, interactive: false }),
    }).addTo(group);
    if (look !== "road" && look !== "trunk") return;
    for (const feature of data.features ?? []) {
      if (!feature.properties?.name || !feature.geometry) continue;
      const { type, coordinates } = feature.geometry;
      const lines = type === "MultiLineString" ? coordinates : type === "LineString" ? [coordinates] : [];
      this.named.push({
        name: String(feature.properties.name),
        lines: lines.map((line) => line.map(([x, y]) => L.latLng(y, x))),
      });
    }
  }

  drawReports(group, data) {
    for (const feature of data.features ?? []) {
      const [longitude, latitude] = feature.geometry.coordinates;
      const { title, status, href } = feature.properties;
      const said = [title, status].filter(Boolean).join(", ");
      const marker = L.marker([latitude, longitude], {
        icon: L.divIcon({ className: "fd-map__report", iconSize: [26, 26] }),
        title: said,
      }).addTo(group);
      marker.getElement().setAttribute("aria-label", said);
      const body = element("div", "");
      if (href) {
        const link = element("a", "", title);
        link.href = href;
        body.append(link);
      } else body.append(element("strong", "", title));
      if (status) body.append(element("div", "", status));
      marker.bindPopup(body);
    }
  }

  nameRoads() {
    this.labels.clearLayers();
    if (this.map.getZoom() < LABELS_FROM_ZOOM) return;
    const view = this.map.getBounds();
    const seen = new Set();
    for (const road of this.named) {
      if (seen.has(road.name) || seen.size >= MOST_LABELS) continue;
      const visible = road.lines.flat().filter((point) => view.contains(point));
      if (!visible.length) continue;
      seen.add(road.name);
      const icon = L.divIcon({ className: "fd-map__name", html: element("span", "", road.name), iconSize: [0, 0] });
      L.marker(visible[Math.floor(visible.length / 2)], { icon, interactive: false, keyboard: false }).addTo(this.labels);
    }
  }

  // ---- the pin

  restore() {
    const [latitude, longitude] = this.picking
      ? [this.input("latitude").value, this.input("longitude").value]
      : [this.texts.latitude, this.texts.longitude];
    if (!latitude || !longitude) return;
    const at = L.latLng(Number(latitude), Number(longitude));
    if (!Number.isFinite(at.lat) || !Number.isFinite(at.lng)) return;
    this.map.setView(at, 17, { animate: false });
    this.showPin(at);
  }

  showPin(at) {
    if (this.pin) {
      this.pin.setLatLng(at);
      return;
    }
    this.pin = L.marker(at, {
      icon: L.divIcon({ className: "fd-map__pin", html: PIN, iconSize: [32, 44], iconAnchor: [16, 43] }),
      draggable: this.picking,
      keyboard: this.picking,
      autoPan: true,
      zIndexOffset: 1000,
    }).addTo(this.map);
    const mark = this.pin.getElement();
    mark.setAttribute("role", this.picking ? "button" : "img");
    mark.setAttribute("aria-label", this.texts.textPin);
    if (!this.picking) return;
    this.pin.on("dragend", () => this.place(this.pin.getLatLng(), this.texts.textMoved));
    mark.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation(); // else the map moves too
      this.nudge(way, event.shiftKey ? 40 : 8);
    });
  }

  input(which) {
    const name = which === "latitude" ? this.texts.latitudeName : this.texts.longitudeName;
    return (this.root.closest("form") ?? document).querySelector(`input[name="${CSS.escape(name)}"]`);
  }

  write(latitude, longitude) {
    for (const [which, value] of [["latitude", latitude], ["longitude", longitude]]) {
      const input = this.input(which);
      input.value = value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  place(at, said) {
    if (this.bounds && !this.bounds.contains(at)) {
      this.say(this.texts.textOutside);
      const kept = this.input("latitude").value;
      if (kept) this.showPin(L.latLng(Number(kept), Number(this.input("longitude").value)));
      else this.removePin();
      return;
    }
    this.showPin(at);
    this.write(at.lat.toFixed(6), at.lng.toFixed(6));
    const road = this.nearestRoad(at);
    this.say(road ? `${said} ${this.texts.textNear.replace("{road}", road)}` : said);
    this.changed();
  }

  removePin() {
    this.pin?.remove();
    this.pin = null;
    this.changed();
  }

  nudge([right, down], pixels) {
    if (!this.pin) return;
    const from = this.map.latLngToContainerPoint(this.pin.getLatLng());
    const to = from.add([right * pixels, down * pixels]);
    const at = this.map.containerPointToLatLng(to);
    this.place(at, this.texts.textMoved);
    this.map.panInside(this.pin.getLatLng(), { padding: [40, 60] });
  }

  // The name of the road within sixty metres, so that somebody who cannot see the map knows where the pin is.
  nearestRoad(at) {
    const flat = L.CRS.EPSG3857;
    const here = flat.project(at);
    const stretch = 1 / Math.cos((at.lat * Math.PI) / 180); // Mercator metres are longer up north
    let best = NEAR_METRES * stretch;
    let name = "";
    for (const road of this.named) {
      for (const line of road.lines) {
        for (let i = 1; i < line.length; i += 1) {
          const away = L.LineUtil.pointToSegmentDistance(here, flat.project(line[i - 1]), flat.project(line[i]));
          if (away < best) {
            best = away;
            name = road.name;
          }
        }
      }
    }
    return name;
  }

  // ---- what stands around the map

  offerTools() {
    this.map.on("click", (event) => this.place(event.latlng, this.texts.textPlaced));
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== this.canvas) return;
      event.preventDefault(); // Enter in a form would send it
      this.place(this.map.getCenter(), this.texts.textPlaced);
    });
    this.canvas.append(element("div", "fd-map__cross"));
    this.status = element("p", "fd-map__status govuk-body");
    this.status.setAttribute("role", "status");
    const tools = element("div", "fd-map__tools");
    if (navigator.geolocation) tools.append(this.button(this.texts.textLocate, () => this.locate()));
    tools.append(this.button(this.texts.textCentre, () => this.place(this.map.getCenter(), this.texts.textPlaced)));
    this.moving = element("div", "fd-map__nudge");
    this.moving.setAttribute("role", "group");
    this.moving.setAttribute("aria-label", this.texts.textMove);
    for (const [sign, label, way] of [
      ["↑", this.texts.textNorth, ARROWS.ArrowUp], ["↓", this.texts.textSouth, ARROWS.ArrowDown],
      ["←", this.texts.textWest, ARROWS.ArrowLeft], ["→", this.texts.textEast, ARROWS.ArrowRight],
    ]) {
      const button = this.button(sign, () => this.nudge(way, 12));
      button.setAttribute("aria-label", label);
      this.moving.append(button);
    }
    this.remove = this.button(this.texts.textRemove, () => {
      this.write("", "");
      this.removePin();
      this.say(this.texts.textRemoved);
      this.canvas.focus();
    });
    tools.append(this.moving, this.remove);
    this.root.append(this.status, tools);
    this.changed();
  }

  button(text, act) {
    const made = element("button", "govuk-button govuk-button--secondary", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  // Moving and removing are offered only while there is a pin.
  changed() {
    if (!this.moving) return;
    this.moving.hidden = this.remove.hidden = !this.pin;
  }

  say(text) {
    this.status.textContent = text;
  }

  locate() {
    this.say(this.texts.textLocating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = L.latLng(coords.latitude, coords.longitude);
        if (!this.bounds || this.bounds.contains(at)) this.map.setView(at, 17, { animate: false });
        this.place(at, this.texts.textLocated);
      },
      () => this.say(this.texts.textRefused),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }
}

for (const root of document.querySelectorAll("[data-map]")) {
  try {
    new CouncilMap(root);
  } catch (problem) {
    root.hidden = false;
    root.replaceChildren(element("p", "govuk-body", root.dataset.textFailed));
    console.error(problem);
  }
}
